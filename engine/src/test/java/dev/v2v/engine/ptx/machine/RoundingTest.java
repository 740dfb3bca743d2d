package dev.v2v.engine.ptx.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.v2v.engine.Half;
import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Directed rounding against exact decimal arithmetic. */
class RoundingTest {
  private static float expected(Rounding r, BigDecimal exact) {
    float nearest = exact.floatValue();
    int side =
        Float.isInfinite(nearest)
            ? -exact.signum()
            : exact.compareTo(new BigDecimal((double) nearest));
    boolean down = r == Rounding.DOWN || (r == Rounding.ZERO && exact.signum() > 0);
    if (down) {
      return side < 0 ? Math.nextDown(nearest) : nearest;
    }
    return side > 0 ? Math.nextUp(nearest) : nearest;
  }

  @Test
  void fusedProductsAreRoundedOnceInEveryDirection() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 3000; i++) {
      float a = number(random);
      float b = number(random);
      float c = number(random);
      BigDecimal exact = big(a).multiply(big(b)).add(big(c));
      for (Rounding r : new Rounding[] {Rounding.ZERO, Rounding.DOWN, Rounding.UP}) {
        String what = r + " of " + a + " * " + b + " + " + c;
        assertEquals(expected(r, exact), r.fma(a, b, c), what);
      }
    }
  }

  /** Magnitudes far apart, so that sums round away almost all of a term. */
  private static float number(SplittableRandom random) {
    return (float) Math.scalb(random.nextDouble() * 2 - 1, random.nextInt(-40, 40));
  }

  private static BigDecimal big(float v) {
    return new BigDecimal((double) v);
  }

  @Test
  void fusedProductsOfHalvesAreRoundedOnce() {
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 3000; i++) {
      float a = half(random);
      float b = half(random);
      float c = half(random);
      BigDecimal exact = big(a).multiply(big(b)).add(big(c));
      float expected = nearestHalf(exact);
      assertEquals(
          Half.toFloat16(expected),
          Half.toFloat16(HalfOps.fma(a, b, c)),
          a + " * " + b + " + " + c);
    }
    // Half way between two halves but for a bit far below: a float32 between would round it away.
    assertEquals(
        Half.toFloat16(0x1.004p0f), Half.toFloat16(HalfOps.fma(0x1p-14f, 0x1p-14f, 0x1.002p0f)));
  }

  private static float half(SplittableRandom random) {
    double v = Math.scalb(random.nextDouble() * 2 - 1, random.nextInt(-10, 7));
    return Half.fromFloat16(Half.toFloat16((float) v));
  }

  /** By comparing with the middle between the two neighbours; ties do not come up. */
  private static float nearestHalf(BigDecimal exact) {
    short guess = Half.toFloat16(exact.floatValue());
    float best = Half.fromFloat16(guess);
    for (int step = -1; step <= 1; step++) {
      float candidate = Half.fromFloat16((short) (guess + step));
      boolean number = Float.isFinite(candidate) && Float.isFinite(best);
      if (number
          && big(candidate).subtract(exact).abs().compareTo(big(best).subtract(exact).abs()) < 0) {
        best = candidate;
      }
    }
    return best;
  }

  @Test
  void overflowAndZero() {
    float max = Float.MAX_VALUE;
    assertEquals(max, Rounding.DOWN.fma(max, 2, 0));
    assertEquals(max, Rounding.ZERO.fma(max, 2, 0));
    assertEquals(Float.POSITIVE_INFINITY, Rounding.UP.fma(max, 2, 0));
    assertEquals(-max, Rounding.UP.fma(max, -2, 0));
    assertEquals(-0f, Rounding.DOWN.fma(1, 3, -3));
    assertEquals(0f, Rounding.UP.fma(1, 3, -3));
    assertEquals(Float.NaN, Rounding.DOWN.fma(0, Float.POSITIVE_INFINITY, 1));
    assertEquals(Float.MIN_VALUE, Rounding.UP.fma(0x1p-100f, 0x1p-100f, 0));
  }
}
