package dev.v2v.engine.backend.cpu.loops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class FloatMathTest {
  private interface FloatFunction {
    float apply(float x);
  }

  private static final float[] EDGES = {
    0f,
    Float.NaN,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    88.72283f,
    88.8f,
    -87.5f,
    -103.9f,
    -104.5f,
    500,
    -500,
    1e-30f,
    Float.MIN_VALUE
  };

  @Test
  void exponential() {
    check(FloatMath::exp, Math::exp);
  }

  @Test
  void sigmoid() {
    check(FloatMath::sigmoid, x -> 1 / (1 + Math.exp(-x)));
  }

  @Test
  void hyperbolicTangent() {
    check(FloatMath::tanh, Math::tanh);
  }

  /** Every 997th float of either sign, and the edges. */
  private static void check(FloatFunction f, DoubleUnaryOperator exact) {
    for (float x : EDGES) {
      checkAt(f, exact, x);
    }
    for (long bits = 0; bits <= 0x7f800000L; bits += 997) {
      checkAt(f, exact, Float.intBitsToFloat((int) bits));
      checkAt(f, exact, -Float.intBitsToFloat((int) bits));
    }
  }

  private static void checkAt(FloatFunction f, DoubleUnaryOperator exact, float x) {
    float expected = (float) exact.applyAsDouble(x);
    float actual = f.apply(x);
    if (Float.isNaN(expected) || Float.isInfinite(expected)) {
      assertEquals(expected, actual, "at " + x);
    } else {
      double error = Math.abs(actual - exact.applyAsDouble(x));
      assertTrue(
          error <= 3 * (double) Math.ulp(expected),
          () -> "at " + x + ": must be " + expected + ", got " + actual);
    }
  }
}
