package dev.v2v.media;

/** Between bytes and floats in [0, 1] of the same size, {@code (H, W, 3)} both. */
public final class RgbFloats {
  private static final float[] UNIT = new float[256];

  static {
    for (int i = 0; i < UNIT.length; i++) {
      UNIT[i] = (float) (i / 255.0);
    }
  }

  private RgbFloats() {}

  /**
   * Byte / 255.
   *
   * @throws IllegalArgumentException when {@code into} does not have the frame's length
   */
  public static void toFloats(RgbFrame frame, float[] into) {
    requireLength("toFloats", into, frame.data().length);
    convert(frame.data(), 0, into, 0, into.length);
  }

  /**
   * rint(255 x): to the nearest byte, halves to even. Values outside [0, 1] are clamped and NaN is
   * 0.
   *
   * @throws IllegalArgumentException when {@code rgb} does not have the frame's length
   */
  public static void toBytes(float[] rgb, RgbFrame into) {
    requireLength("toBytes", rgb, into.data().length);
    byte[] out = into.data();
    for (int i = 0; i < out.length; i++) {
      float scaled = 255 * rgb[i]; // in float32, as the reference multiplies
      out[i] = (byte) (int) Math.rint(Math.max(0f, Math.min(255f, scaled)));
    }
  }

  static void convert(byte[] in, int inOffset, float[] out, int outOffset, int length) {
    for (int i = 0; i < length; i++) {
      out[outOffset + i] = UNIT[in[inOffset + i] & 0xff];
    }
  }

  static void requireLength(String what, float[] array, int length) {
    if (array.length != length) {
      throw new IllegalArgumentException(
          what + ": the float array must hold " + length + " values, got " + array.length);
    }
  }
}
