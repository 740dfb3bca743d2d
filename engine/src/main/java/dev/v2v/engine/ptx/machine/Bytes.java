package dev.v2v.engine.ptx.machine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers of 1, 2, 4 or 8 bytes in an array, little-endian as the device has them. */
final class Bytes {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Bytes() {}

  /** The number without its sign. */
  static long get(byte[] from, int at, int width) {
    return switch (width) {
      case 1 -> from[at] & 0xffL;
      case 2 -> (short) SHORT.get(from, at) & 0xffffL;
      case 4 -> (int) INT.get(from, at) & 0xffffffffL;
      default -> (long) LONG.get(from, at);
    };
  }

  static void put(byte[] to, int at, int width, long value) {
    switch (width) {
      case 1 -> to[at] = (byte) value;
      case 2 -> SHORT.set(to, at, (short) value);
      case 4 -> INT.set(to, at, (int) value);
      default -> LONG.set(to, at, value);
    }
  }
}
