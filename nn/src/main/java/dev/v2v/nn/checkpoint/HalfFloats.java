package dev.v2v.nn.checkpoint;

/** The two 16-bit float types, widened exactly to float32. */
final class HalfFloats {
  private HalfFloats() {}

  /** IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction bits. Subnormals, infinities, NaN kept. */
  static float fromFloat16(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = (half >>> 10) & 0x1f;
    int fraction = half & 0x3ff;
    if (exponent == 0) {
      float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    // Rebias by 127 - 15; an all-ones exponent stays all ones.
    int wide = exponent == 0x1f ? 0xff : exponent + 112;
    return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
  }

  /** bfloat16 is the upper half of a float32. */
  static float fromBfloat16(short half) {
    return Float.intBitsToFloat(half << 16);
  }
}
