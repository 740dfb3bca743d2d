package dev.v2v.nn.checkpoint;

import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads one array from an NPY file: format versions 1 to 3, C and Fortran order, both byte orders,
 * floats, signed integers, uint8 and bool. Object arrays are pickles and are refused; {@link
 * NpyDictionary} reads one kind of them.
 */
public final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_HEADER_BYTES = 1 << 16;
  private static final String KEY = "array";

  private Npy() {}

  /**
   * The array, in row-major order whatever the file's.
   *
   * @throws CheckpointException if the file is not such an array, or is larger or smaller than its
   *     header says
   */
  public static ArrayData read(Path path) {
    try (MappedFile file = MappedFile.open(path)) {
      return read(file);
    }
  }

  private static ArrayData read(MappedFile file) {
    Contents contents = contents(file);
    return array(file, contents.header(), contents.start());
  }

  /** What a file says of itself, and where what it holds begins. */
  record Contents(NpyHeader header, long start) {}

  static Contents contents(MappedFile file) {
    Path path = file.path();
    ByteBuffer head = file.slice(0, Math.min(file.size(), 12));
    int version = head.remaining() < 12 ? 0 : head.get(6);
    if (!startsWith(head, MAGIC) || version < 1 || version > 3 || head.get(7) != 0) {
      throw CheckpointException.of(
          path, "must start with the NPY magic and version 1.0, 2.0 or 3.0");
    }
    int headerStart = version == 1 ? 10 : 12;
    long length = version == 1 ? Short.toUnsignedLong(head.getShort(8)) : head.getInt(8);
    if (length < 0 || length > MAX_HEADER_BYTES || !file.contains(headerStart, length)) {
      throw CheckpointException.of(
          path,
          "NPY header must have at most "
              + MAX_HEADER_BYTES
              + " bytes and fit the file, got "
              + length);
    }
    Charset charset = version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    String text = charset.decode(file.slice(headerStart, length)).toString();
    return new Contents(NpyHeader.parse(path, text), headerStart + length);
  }

  private static boolean startsWith(ByteBuffer head, byte[] magic) {
    return head.remaining() >= magic.length
        && head.slice(0, magic.length).equals(ByteBuffer.wrap(magic));
  }

  private static ArrayData array(MappedFile file, NpyHeader header, long start) {
    Path path = file.path();
    DType dtype = dtype(path, header.descr());
    Shape shape = Extents.shape(path, KEY, header.shape());
    long bytes = shape.elements() * dtype.bytes();
    if (bytes != file.size() - start) {
      throw CheckpointException.of(
          path,
          "array "
              + header.descr()
              + " "
              + shape
              + " has "
              + bytes
              + " bytes, but the file holds "
              + (file.size() - start));
    }
    boolean big = header.descr().charAt(0) == '>';
    FileStorage storage = FileStorage.root(KEY, dtype, shape.elements());
    storage.place(file, start, big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    long[] strides = header.fortranOrder() ? columnMajor(shape) : shape.strides();
    return StoredTensor.strided(path, KEY, storage, 0, header.shape(), strides).read();
  }

  private static long[] columnMajor(Shape shape) {
    long[] strides = new long[shape.rank()];
    long stride = 1;
    for (int i = 0; i < strides.length; i++) {
      strides[i] = stride;
      stride *= shape.dim(i);
    }
    return strides;
  }

  private static DType dtype(Path path, String descr) {
    String type = descr.isEmpty() ? "" : descr.substring(1);
    boolean oneByte = type.endsWith("1");
    boolean ordered = descr.startsWith("<") || descr.startsWith(">");
    if (!ordered && !(oneByte && descr.startsWith("|"))) {
      throw unsupported(path, descr);
    }
    return switch (type) {
      case "f8" -> DType.FLOAT64;
      case "f4" -> DType.FLOAT32;
      case "f2" -> DType.FLOAT16;
      case "i8" -> DType.INT64;
      case "i4" -> DType.INT32;
      case "i2" -> DType.INT16;
      case "i1" -> DType.INT8;
      case "u1" -> DType.UINT8;
      case "b1" -> DType.BOOL;
      default -> throw unsupported(path, descr);
    };
  }

  private static CheckpointException unsupported(Path path, String descr) {
    return CheckpointException.of(
        path, "array must be f2, f4, f8, i1, i2, i4, i8, u1 or b1, got " + Quote.of(descr));
  }
}
