package dev.v2v.metrics;

import dev.v2v.engine.ShapeException;
import java.util.Arrays;

/**
 * Structural similarity: Gaussian window of 11 x 11 pixels with sigma 1.5, C1 = 0.01^2, C2 = 0.03^2
 * for samples in [0, 1], variances with weights that sum to 1 (biased).
 *
 * <p>Borders: only windows that lie wholly inside count, so a picture needs at least 11 x 11 pixels
 * and the mean is over {@code (H - 10) * (W - 10)} positions. Channels are measured one by one and
 * averaged. This is what Wang's own code and scikit-image ({@code gaussian_weights=True, sigma=1.5,
 * use_sample_covariance=False}) compute.
 *
 * <p>References: Wang, Bovik, Sheikh and Simoncelli 2004, equations 13 to 17; Wang, Simoncelli and
 * Bovik 2003 for several scales.
 */
public final class Ssim {
  /** Rows and columns that {@link #ssim} needs. */
  public static final int MIN_SIDE = 11;

  /** Rows and columns that {@link #multiScale} needs: a window on the coarsest of five scales. */
  public static final int MIN_SIDE_MULTI_SCALE = MIN_SIDE << 4;

  private static final int WINDOW = MIN_SIDE;
  private static final double SIGMA = 1.5;
  private static final double C1 = 0.01 * 0.01;
  private static final double C2 = 0.03 * 0.03;
  private static final double[] WEIGHTS = weights();

  /** Exponents of the five scales, finest first; they sum to 1. */
  private static final double[] SCALES = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};

  private Ssim() {}

  /** Means over all windows: the whole index, and contrast times structure alone. */
  private record Means(double ssim, double contrastStructure) {}

  /**
   * Similarity of two pictures, at most 1.
   *
   * @throws ShapeException if sizes differ or are below 11 x 11
   */
  public static double ssim(Picture a, Picture b) {
    a.requireLike("ssim", b);
    requireSide("ssim", a, WINDOW);
    double sum = 0;
    for (int c = 0; c < a.channels(); c++) {
      sum += means(a.channel(c), b.channel(c)).ssim();
    }
    return sum / a.channels();
  }

  /**
   * Similarity over five scales: contrast and structure of each, luminance of the coarsest; between
   * scales pictures are averaged over 2 x 2 pixels. A negative mean of a scale counts as 0.
   *
   * @throws ShapeException if sizes differ or are below 176 x 176, where the coarsest scale has no
   *     window
   */
  public static double multiScale(Picture a, Picture b) {
    a.requireLike("ms_ssim", b);
    requireSide("ms_ssim", a, MIN_SIDE_MULTI_SCALE);
    double sum = 0;
    for (int c = 0; c < a.channels(); c++) {
      sum += multiScalePlane(a.channel(c), b.channel(c));
    }
    return sum / a.channels();
  }

  private static double multiScalePlane(Picture fine, Picture other) {
    Picture a = fine;
    Picture b = other;
    double product = 1;
    for (int scale = 0; scale < SCALES.length; scale++) {
      boolean coarsest = scale == SCALES.length - 1;
      Means means = means(a, b);
      double value = coarsest ? means.ssim() : means.contrastStructure();
      product *= Math.pow(Math.max(0, value), SCALES[scale]);
      if (!coarsest) {
        a = a.halved();
        b = b.halved();
      }
    }
    return product;
  }

  private static Means means(Picture a, Picture b) {
    int h = a.height();
    int w = a.width();
    double[] x = doubles(a);
    double[] y = doubles(b);
    double[] meanA = filter(h, w, x);
    double[] meanB = filter(h, w, y);
    double[] squareA = filter(h, w, product(x, x));
    double[] squareB = filter(h, w, product(y, y));
    double[] product = filter(h, w, product(x, y));
    double ssim = 0;
    double contrastStructure = 0;
    for (int i = 0; i < meanA.length; i++) {
      double ab = meanA[i] * meanB[i];
      double aa = meanA[i] * meanA[i];
      double bb = meanB[i] * meanB[i];
      double cs = (2 * (product[i] - ab) + C2) / (squareA[i] - aa + squareB[i] - bb + C2);
      contrastStructure += cs;
      ssim += cs * (2 * ab + C1) / (aa + bb + C1);
    }
    return new Means(ssim / meanA.length, contrastStructure / meanA.length);
  }

  private static double[] doubles(Picture plane) {
    double[] samples = new double[plane.samples().length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = plane.samples()[i];
    }
    return samples;
  }

  private static double[] product(double[] a, double[] b) {
    double[] product = new double[a.length];
    for (int i = 0; i < product.length; i++) {
      product[i] = a[i] * b[i];
    }
    return product;
  }

  /**
   * Weighted means of all windows inside: columns first, then rows. The window runs outside of the
   * loops along rows, which the compiler can then vectorise.
   */
  private static double[] filter(int h, int w, double[] plane) {
    int outH = h - WINDOW + 1;
    int outW = w - WINDOW + 1;
    double[] row = new double[w];
    double[] out = new double[outH * outW];
    for (int y = 0; y < outH; y++) {
      Arrays.fill(row, 0);
      for (int k = 0; k < WINDOW; k++) {
        addScaled(row, 0, WEIGHTS[k], plane, (y + k) * w, w);
      }
      for (int k = 0; k < WINDOW; k++) {
        addScaled(out, y * outW, WEIGHTS[k], row, k, outW);
      }
    }
    return out;
  }

  private static void addScaled(
      double[] sum, int at, double weight, double[] values, int from, int count) {
    for (int i = 0; i < count; i++) {
      sum[at + i] += weight * values[from + i];
    }
  }

  private static void requireSide(String metric, Picture p, int side) {
    if (p.height() < side || p.width() < side) {
      throw new ShapeException(
          metric
              + ": pictures must have at least "
              + side
              + " rows and columns, got "
              + p.height()
              + " and "
              + p.width());
    }
  }

  private static double[] weights() {
    double[] weights = new double[WINDOW];
    double sum = 0;
    for (int i = 0; i < WINDOW; i++) {
      double d = i - (WINDOW - 1) / 2.0;
      weights[i] = Math.exp(-d * d / (2 * SIGMA * SIGMA));
      sum += weights[i];
    }
    for (int i = 0; i < WINDOW; i++) {
      weights[i] /= sum;
    }
    return weights;
  }
}
