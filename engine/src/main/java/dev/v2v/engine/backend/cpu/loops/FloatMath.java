package dev.v2v.engine.backend.cpu.loops;

/**
 * Exponentials in float32, within two or three units in the last place: several times as fast as
 * {@link Math}, whose float64 nobody needs here. NaN propagates; results overflow to infinity and
 * underflow through subnormals to 0.
 */
final class FloatMath {
  private static final float LOG2_E = (float) (1 / Math.log(2));

  /** ln 2 in two parts: the first has few enough bits for its multiples to be exact. */
  private static final float LN2_HIGH = 355f / 512;

  private static final float LN2_LOW = (float) (Math.log(2) - 355.0 / 512);

  /** Adding it to a small float rounds that to an integer, which is then in the low bits. */
  private static final float ROUNDER = 0x1.8p23f;

  private FloatMath() {}

  static float exp(float x) {
    if (!(x < 88.72284f)) {
      return Float.isNaN(x) ? x : Float.POSITIVE_INFINITY;
    }
    if (x < -103.97208f) {
      return 0;
    }
    float shifted = x * LOG2_E + ROUNDER;
    int n = Float.floatToRawIntBits(shifted) - Float.floatToRawIntBits(ROUNDER);
    float multiple = shifted - ROUNDER;
    float r = x - multiple * LN2_HIGH - multiple * LN2_LOW; // at most ln 2 / 2
    float p = 1f / 5040;
    p = p * r + 1f / 720;
    p = p * r + 1f / 120;
    p = p * r + 1f / 24;
    p = p * r + 1f / 6;
    p = p * r + 1f / 2;
    p = p * r + 1;
    p = p * r + 1;
    int half = n >> 1; // 2^n itself may be outside of the normal range
    return p * power2(half) * power2(n - half);
  }

  private static float power2(int n) {
    return Float.intBitsToFloat((n + 127) << 23);
  }

  static float sigmoid(float x) {
    float e = exp(-Math.abs(x)); // at most 1, so that neither side loses small results
    return x < 0 ? e / (1 + e) : 1 / (1 + e);
  }

  static float tanh(float x) {
    if (Math.abs(x) < 0.4f) {
      float s = x * x; // Maclaurin series; 1 - 2 / (e^2x + 1) would cancel
      float p = 21844f / 6081075;
      p = p * s - 1382f / 155925;
      p = p * s + 62f / 2835;
      p = p * s - 17f / 315;
      p = p * s + 2f / 15;
      p = p * s - 1f / 3;
      return x + x * (s * p);
    }
    return Math.copySign(1 - 2 / (exp(2 * Math.abs(x)) + 1), x);
  }
}
