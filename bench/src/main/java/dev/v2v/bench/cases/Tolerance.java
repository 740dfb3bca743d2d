package dev.v2v.bench.cases;

import dev.v2v.engine.DType;
import java.util.Map;

/** Values agree if {@code |a - b| <= atol + rtol |b|}, {@code b} the oracle's. */
public record Tolerance(double atol, double rtol) {
  public static final Tolerance EXACT = new Tolerance(0, 0);

  /**
   * Defaults against an oracle that computes in float64 from inputs of the same type: a tenth of
   * what is asked for in float32, and two to three roundings of the 16-bit types.
   */
  static final Map<DType, Tolerance> DEFAULTS =
      Map.of(
          DType.FLOAT64, new Tolerance(1e-12, 1e-12),
          DType.FLOAT32, new Tolerance(1e-5, 1e-4),
          DType.BFLOAT16, new Tolerance(1e-2, 1e-2),
          DType.FLOAT16, new Tolerance(2e-3, 2e-3));

  /**
   * Of float32 results that TF32 products are part of: both factors are rounded to 10 bits, which
   * in a sum of some hundred products of numbers below 1 comes to a few parts in a thousand.
   */
  public static final Tolerance TF32 = new Tolerance(2e-2, 1e-2);

  /** The difference allowed from {@code b}. */
  public double budget(double b) {
    return atol + rtol * Math.abs(b);
  }
}
