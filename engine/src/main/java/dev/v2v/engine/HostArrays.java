package dev.v2v.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Moves values between Java arrays and tensors of any type. */
final class HostArrays {
  private HostArrays() {}

  static ByteBuffer buffer(long bytes) {
    if (bytes > Integer.MAX_VALUE) {
      throw new ShapeException("host copy: at most 2^31 - 1 bytes at once, got " + bytes);
    }
    return ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static Tensor upload(Tensor t, float[] values) {
    check(t, values.length);
    ByteBuffer data = buffer(t.bytes());
    data.asFloatBuffer().put(values);
    t.write(data);
    return t;
  }

  static Tensor upload(Tensor t, double[] values) {
    check(t, values.length);
    ByteBuffer data = buffer(t.bytes());
    for (double v : values) {
      switch (t.dtype()) {
        case FLOAT64 -> data.putDouble(v);
        case FLOAT32 -> data.putFloat((float) v);
        case BFLOAT16 -> data.putShort(Half.toBfloat16((float) v));
        case FLOAT16 -> data.putShort(Half.toFloat16((float) v));
        default -> putInteger(data, t.dtype(), (long) v);
      }
    }
    t.write(data.rewind());
    return t;
  }

  static Tensor upload(Tensor t, long[] values) {
    check(t, values.length);
    ByteBuffer data = buffer(t.bytes());
    for (long v : values) {
      putInteger(data, t.dtype(), v);
    }
    t.write(data.rewind());
    return t;
  }

  private static void putInteger(ByteBuffer data, DType dtype, long v) {
    switch (dtype) {
      case INT64 -> data.putLong(v);
      case INT32 -> data.putInt((int) v);
      case INT16 -> data.putShort((short) v);
      case INT8, UINT8 -> data.put((byte) v);
      case BOOL -> data.put((byte) (v != 0 ? 1 : 0));
      default -> throw new DTypeException("upload: needs an integer type, got " + dtype);
    }
  }

  static float[] floats(Tensor t) {
    if (t.dtype() == DType.FLOAT32) {
      float[] values = new float[length(t)];
      t.read().asFloatBuffer().get(values);
      return values;
    }
    double[] wide = doubles(t);
    float[] values = new float[wide.length];
    for (int i = 0; i < wide.length; i++) {
      values[i] = (float) wide[i];
    }
    return values;
  }

  static double[] doubles(Tensor t) {
    double[] values = new double[length(t)];
    ByteBuffer data = t.read();
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (t.dtype()) {
            case FLOAT64 -> data.getDouble();
            case FLOAT32 -> data.getFloat();
            case BFLOAT16 -> Half.fromBfloat16(data.getShort());
            case FLOAT16 -> Half.fromFloat16(data.getShort());
            default -> getInteger(data, t.dtype());
          };
    }
    return values;
  }

  static long[] longs(Tensor t) {
    long[] values = new long[length(t)];
    if (t.dtype().isFloating()) {
      double[] wide = doubles(t);
      for (int i = 0; i < wide.length; i++) {
        values[i] = (long) wide[i];
      }
      return values;
    }
    ByteBuffer data = t.read();
    for (int i = 0; i < values.length; i++) {
      values[i] = getInteger(data, t.dtype());
    }
    return values;
  }

  private static long getInteger(ByteBuffer data, DType dtype) {
    return switch (dtype) {
      case INT64 -> data.getLong();
      case INT32 -> data.getInt();
      case INT16 -> data.getShort();
      case INT8 -> data.get();
      case UINT8, BOOL -> data.get() & 0xff;
      default -> throw new DTypeException("download: needs an integer type, got " + dtype);
    };
  }

  private static int length(Tensor t) {
    return Math.toIntExact(t.elements());
  }

  private static void check(Tensor t, int values) {
    if (values != t.elements()) {
      throw new ShapeException(
          "upload: " + t.shape() + " takes " + t.elements() + " values, got " + values);
    }
  }
}
