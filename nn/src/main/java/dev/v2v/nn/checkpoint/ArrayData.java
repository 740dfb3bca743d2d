package dev.v2v.nn.checkpoint;

import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Half;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Values of one tensor on the host: dense, row-major, little-endian, read-only.
 *
 * <p>The buffer may be a slice of a memory-mapped file; it then stays valid after the file's {@link
 * Checkpoint} is closed, as long as nobody truncates the file. Thread-safe.
 *
 * @param dtype element type
 * @param shape extents as the file has them, for PyTorch {@code (N, C, H, W)} and {@code (Co, Ci,
 *     Kh, Kw)}
 * @param data exactly {@code shape.elements() * dtype.bytes()} bytes; at most 2 GiB - 1
 */
public record ArrayData(DType dtype, Shape shape, ByteBuffer data) {

  /**
   * @throws ShapeException if the number of bytes is not that of the shape
   */
  public ArrayData {
    int bytes = data.remaining();
    if (bytes % dtype.bytes() != 0 || bytes / dtype.bytes() != shape.elements()) {
      throw new ShapeException(
          "array data: "
              + dtype
              + " "
              + shape
              + " has "
              + shape.elements()
              + " elements of "
              + dtype.bytes()
              + " bytes, got "
              + bytes
              + " bytes");
    }
    data = data.slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Float32 values, copied. */
  public static ArrayData ofFloats(Shape shape, float... values) {
    ByteBuffer bytes = allocate((long) values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return new ArrayData(DType.FLOAT32, shape, bytes);
  }

  /** Float64 values, copied. */
  public static ArrayData ofDoubles(Shape shape, double... values) {
    ByteBuffer bytes = allocate((long) values.length * Double.BYTES);
    bytes.asDoubleBuffer().put(values);
    return new ArrayData(DType.FLOAT64, shape, bytes);
  }

  /** Int64 values, copied. */
  public static ArrayData ofLongs(Shape shape, long... values) {
    ByteBuffer bytes = allocate((long) values.length * Long.BYTES);
    bytes.asLongBuffer().put(values);
    return new ArrayData(DType.INT64, shape, bytes);
  }

  private static ByteBuffer allocate(long bytes) {
    if (bytes > Integer.MAX_VALUE) {
      throw new ShapeException("array data: at most 2^31 - 1 bytes, got " + bytes);
    }
    return ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A fresh little-endian view from the first byte to the last. */
  @Override
  public ByteBuffer data() {
    return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Number of bytes. */
  public int bytes() {
    return data.remaining();
  }

  private int elements() {
    return bytes() / dtype.bytes();
  }

  /**
   * All values as float32. The 16-bit types widen exactly; float64, int32 and int64 round to
   * nearest; bool is 0 or 1.
   */
  public float[] toFloats() {
    float[] out = new float[elements()];
    if (dtype == DType.FLOAT32) {
      data().asFloatBuffer().get(out);
      return out;
    }
    for (int i = 0; i < out.length; i++) {
      // An int64 must not pass through double: that would round twice.
      out[i] = dtype.isFloating() ? (float) doubleAt(i) : (float) longAt(i);
    }
    return out;
  }

  /** All values as float64; exact for every type but int64, which rounds to nearest. */
  public double[] toDoubles() {
    double[] out = new double[elements()];
    for (int i = 0; i < out.length; i++) {
      out[i] = dtype.isFloating() ? doubleAt(i) : (double) longAt(i);
    }
    return out;
  }

  /**
   * All values of an integer or bool array.
   *
   * @throws DTypeException if the array holds floats
   */
  public long[] toLongs() {
    if (dtype.isFloating()) {
      throw new DTypeException("array data: toLongs needs integers or bool, got " + dtype);
    }
    long[] out = new long[elements()];
    for (int i = 0; i < out.length; i++) {
      out[i] = longAt(i);
    }
    return out;
  }

  /** The same values as {@code FLOAT32}; this array itself if it is that already. */
  public ArrayData toFloat32() {
    return dtype == DType.FLOAT32 ? this : ofFloats(shape, toFloats());
  }

  /** The same values in another floating type, rounded to nearest even; this if it is that type. */
  public ArrayData to(DType target) {
    if (target == dtype) {
      return this;
    }
    return switch (target) {
      case FLOAT64 -> ofDoubles(shape, toDoubles());
      case FLOAT32 -> toFloat32();
      case BFLOAT16, FLOAT16 -> halves(target);
      default -> throw new DTypeException("array data: needs a floating type, got " + target);
    };
  }

  private ArrayData halves(DType target) {
    ByteBuffer bytes = allocate((long) elements() * Short.BYTES);
    for (float v : toFloats()) {
      bytes.putShort(target == DType.FLOAT16 ? Half.toFloat16(v) : Half.toBfloat16(v));
    }
    return new ArrayData(target, shape, bytes.flip());
  }

  private double doubleAt(int i) {
    return switch (dtype) {
      case FLOAT64 -> data.getDouble(i * Double.BYTES);
      case FLOAT32 -> data.getFloat(i * Float.BYTES);
      case FLOAT16 -> Half.fromFloat16(data.getShort(i * Short.BYTES));
      case BFLOAT16 -> Half.fromBfloat16(data.getShort(i * Short.BYTES));
      default -> throw new AssertionError(dtype);
    };
  }

  private long longAt(int i) {
    return switch (dtype) {
      case INT64 -> data.getLong(i * Long.BYTES);
      case INT32 -> data.getInt(i * Integer.BYTES);
      case INT16 -> data.getShort(i * Short.BYTES);
      case INT8 -> data.get(i);
      case UINT8 -> Byte.toUnsignedInt(data.get(i));
      case BOOL -> data.get(i) == 0 ? 0 : 1;
      default -> throw new AssertionError(dtype);
    };
  }
}
