package dev.v2v.bench.selftest;

import dev.v2v.bench.cases.Tolerance;

/** The worst disagreement between two arrays. */
public record Comparison(String what, int index, double actual, double expected, double share) {
  /** Compares all entries; the absolute part of the tolerance is multiplied by {@code scale}. */
  public static Comparison of(
      String what, double[] actual, double[] expected, Tolerance tolerance, double scale) {
    Tolerance scaled = new Tolerance(tolerance.atol() * scale, tolerance.rtol());
    Comparison worst = new Comparison(what, -1, 0, 0, 0);
    for (int i = 0; i < expected.length; i++) {
      double share = share(actual[i], expected[i], scaled);
      if (share > worst.share) {
        worst = new Comparison(what, i, actual[i], expected[i], share);
      }
    }
    return worst;
  }

  /** Equal values, NaN with NaN among them, use nothing of the tolerance. */
  private static double share(double a, double b, Tolerance tolerance) {
    if (a == b || (Double.isNaN(a) && Double.isNaN(b))) {
      return 0;
    }
    double used = Math.abs(a - b) / tolerance.budget(b);
    return Double.isNaN(used) ? Double.POSITIVE_INFINITY : used;
  }

  /** Largest magnitude among finite values, at least 1. */
  static double magnitude(double[] values) {
    double m = 1;
    for (double v : values) {
      m = Double.isFinite(v) ? Math.max(m, Math.abs(v)) : m;
    }
    return m;
  }

  /** Whether the difference is within the tolerance. */
  public boolean passed() {
    return share <= 1;
  }

  @Override
  public String toString() {
    return "%s[%d] is %.9g, expected %.9g, %.3g of the tolerance"
        .formatted(what, index, actual, expected, share);
  }
}
