package dev.v2v.nn.checkpoint;

import dev.v2v.engine.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Exact arithmetic on the sizes and strides that a file claims. */
final class Extents {
  /** PyTorch's own limit. */
  static final int MAX_RANK = 64;

  private Extents() {}

  /** The shape of claimed extents, once they and their product are known to be sound. */
  static Shape shape(Path file, String key, List<Long> sizes) {
    if (sizes.size() > MAX_RANK) {
      throw CheckpointException.ofTensor(
          file, key, "must have at most " + MAX_RANK + " dimensions, got " + sizes.size());
    }
    long elements = 1;
    int[] dims = new int[sizes.size()];
    for (int i = 0; i < dims.length; i++) {
      long size = sizes.get(i);
      if (size < 0 || size > Integer.MAX_VALUE) {
        throw CheckpointException.ofTensor(
            file, key, "must have extents in 0..2^31-1, got " + sizes);
      }
      dims[i] = (int) size;
      // 2^55 elements of 8 bytes still fit a long, so byte counts below need no further check.
      if (elements != 0 && size > (1L << 55) / elements) {
        throw CheckpointException.ofTensor(
            file, key, "must have at most 2^55 elements, got " + sizes);
      }
      elements *= size;
    }
    return Shape.of(dims);
  }

  /** Index of the last element a strided layout touches; the layout must not be empty. */
  static long lastIndex(Path file, String key, long offset, int[] sizes, long[] strides) {
    try {
      long last = offset;
      for (int i = 0; i < sizes.length; i++) {
        last = Math.addExact(last, Math.multiplyExact(sizes[i] - 1L, strides[i]));
      }
      return last;
    } catch (ArithmeticException e) {
      throw new CheckpointException(
          file,
          key,
          "tensor "
              + Quote.of(key)
              + " must end below element 2^63, got sizes "
              + Arrays.toString(sizes)
              + " and strides "
              + Arrays.toString(strides),
          e);
    }
  }

  /** Whether the strides are those of a dense row-major tensor; extents of 1 do not care. */
  static boolean isDense(int[] sizes, long[] strides) {
    long expected = 1;
    for (int i = sizes.length - 1; i >= 0; i--) {
      if (sizes[i] != 1 && strides[i] != expected) {
        return false;
      }
      expected *= sizes[i];
    }
    return true;
  }
}
