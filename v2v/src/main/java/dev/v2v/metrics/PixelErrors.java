package dev.v2v.metrics;

/** Differences sample by sample. */
public final class PixelErrors {
  private PixelErrors() {}

  /** Mean absolute difference: L1 of the First Order Motion Model's tables. */
  public static double l1(Picture a, Picture b) {
    a.requireLike("l1", b);
    double sum = 0;
    for (int i = 0; i < a.samples().length; i++) {
      sum += Math.abs((double) a.samples()[i] - b.samples()[i]);
    }
    return sum / a.samples().length;
  }

  /** Mean squared difference. */
  public static double mse(Picture a, Picture b) {
    a.requireLike("mse", b);
    double sum = 0;
    for (int i = 0; i < a.samples().length; i++) {
      double d = (double) a.samples()[i] - b.samples()[i];
      sum += d * d;
    }
    return sum / a.samples().length;
  }

  /** Peak signal to noise ratio in decibels for a peak of 1; infinite for equal pictures. */
  public static double psnr(Picture a, Picture b) {
    return -10 * Math.log10(mse(a, b));
  }
}
