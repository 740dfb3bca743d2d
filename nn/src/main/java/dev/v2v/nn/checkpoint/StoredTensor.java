package dev.v2v.nn.checkpoint;

import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;

/**
 * A tensor that still lies in its file: what is known without touching its data. Immutable,
 * thread-safe.
 */
public final class StoredTensor {
  private final String key;
  private final Shape shape;
  private final FileStorage storage;
  private final long offset;
  private final long[] strides;

  private StoredTensor(String key, Shape shape, FileStorage storage, long offset, long[] strides) {
    this.key = key;
    this.shape = shape;
    this.storage = storage;
    this.offset = offset;
    this.strides = strides;
  }

  /** A tensor whose storage holds exactly its elements, in order. */
  static StoredTensor dense(String key, Shape shape, FileStorage storage) {
    return new StoredTensor(key, shape, storage, 0, shape.strides());
  }

  /**
   * A layout inside a placed storage.
   *
   * @param offset of the first element, not negative
   * @param sizes extents; checked here
   * @param strides in elements, as many as sizes, none negative
   * @throws CheckpointException if the layout reaches outside of the storage or repeats it
   */
  static StoredTensor strided(
      Path file, String key, FileStorage storage, long offset, List<Long> sizes, long[] strides) {
    Shape shape = Extents.shape(file, key, sizes);
    if (shape.elements() > 0) {
      long last = Extents.lastIndex(file, key, offset, shape.dims(), strides);
      if (last >= storage.elements()) {
        throw CheckpointException.ofTensor(
            file,
            key,
            "needs elements "
                + offset
                + ".."
                + last
                + " of storage "
                + Quote.of(storage.name())
                + ", which has "
                + storage.elements());
      }
      // Overlapping elements would let a few bytes claim gigabytes.
      if (shape.elements() > storage.elements()) {
        throw CheckpointException.ofTensor(
            file,
            key,
            "has "
                + shape.elements()
                + " elements but its storage "
                + Quote.of(storage.name())
                + " only "
                + storage.elements()
                + "; expanded tensors must be made contiguous before saving");
      }
    }
    return new StoredTensor(key, shape, storage, offset, strides.clone());
  }

  /** Full key, for messages; a tensor that is listed twice keeps its first. */
  public String key() {
    return key;
  }

  public DType dtype() {
    return storage.dtype();
  }

  public Shape shape() {
    return shape;
  }

  /** Bytes of the dense tensor. */
  public long bytes() {
    return shape.elements() * dtype().bytes();
  }

  /**
   * The values: a read-only slice of the mapped file where the layout is dense and little-endian,
   * otherwise a copy made by this call.
   *
   * @throws CheckpointException if the tensor exceeds 2 GiB - 1 bytes, the heap cannot hold the
   *     copy, or the file is closed
   */
  public ArrayData read() {
    int width = dtype().bytes();
    Path path = storage.file().path();
    if (shape.elements() == 0) {
      return new ArrayData(dtype(), shape, ByteBuffer.allocate(0));
    }
    if (bytes() > Integer.MAX_VALUE) {
      throw CheckpointException.ofTensor(
          path, key, "has " + bytes() + " bytes; one buffer holds at most 2^31 - 1");
    }
    int[] sizes = shape.dims();
    long first = storage.position() + offset * width;
    if (Extents.isDense(sizes, strides) && storage.order() == ByteOrder.LITTLE_ENDIAN) {
      return new ArrayData(dtype(), shape, storage.file().slice(first, bytes()));
    }
    long span = (Extents.lastIndex(path, key, 0, sizes, strides) + 1) * width;
    if (span > Integer.MAX_VALUE) {
      throw CheckpointException.ofTensor(
          path, key, "is spread over " + span + " bytes; at most 2^31 - 1 can be gathered");
    }
    ByteBuffer source = storage.file().slice(first, span).order(storage.order());
    ByteBuffer target = allocate(path);
    StridedCopy.gather(source, target, sizes, strides, width);
    return new ArrayData(dtype(), shape, target.flip());
  }

  private ByteBuffer allocate(Path path) {
    try {
      return StridedCopy.target((int) bytes());
    } catch (OutOfMemoryError e) {
      // One large array that did not fit leaves the heap as it was, so this is recoverable.
      throw new CheckpointException(
          path, key, "tensor " + Quote.of(key) + " needs " + bytes() + " bytes of heap", e);
    }
  }
}
