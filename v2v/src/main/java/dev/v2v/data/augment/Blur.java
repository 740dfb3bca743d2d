package dev.v2v.data.augment;

import dev.v2v.media.RgbFrame;

/**
 * The Gaussian blur that goes before shrinking: per axis sigma {@code (scale - 1) / 2}, cut off at
 * 4 sigma, black outside; the result stays within the range of the input's samples. For scales up
 * to 1.25 the kernel is a single 1 and nothing happens.
 */
final class Blur {
  private static final double TRUNCATE = 4;

  private Blur() {}

  /** Scales are old size over new; returns the frame itself if there is no blur. */
  static RgbFrame beforeShrinking(RgbFrame frame, double scaleX, double scaleY) {
    double[] kernelX = kernel(scaleX);
    double[] kernelY = kernel(scaleY);
    if (kernelX.length == 1 && kernelY.length == 1) {
      return frame;
    }
    int w = frame.width();
    int h = frame.height();
    double[] values = new double[frame.data().length];
    double low = 255;
    double high = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = frame.data()[i] & 0xff;
      low = Math.min(low, values[i]);
      high = Math.max(high, values[i]);
    }
    values = alongAxis(values, kernelY, h, 3 * w);
    values = alongAxis(values, kernelX, w, 3);
    RgbFrame blurred = new RgbFrame(w, h);
    for (int i = 0; i < values.length; i++) {
      blurred.data()[i] = (byte) Math.rint(Math.max(low, Math.min(high, values[i])));
    }
    return blurred;
  }

  private static double[] alongAxis(double[] values, double[] kernel, int extent, int stride) {
    int radius = kernel.length / 2;
    double[] out = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int position = i / stride % extent;
      double sum = 0;
      for (int k = -radius; k <= radius; k++) {
        if (position + k >= 0 && position + k < extent) {
          sum += kernel[k + radius] * values[i + k * stride];
        }
      }
      out[i] = sum;
    }
    return out;
  }

  private static double[] kernel(double scale) {
    double sigma = Math.max(0, (scale - 1) / 2);
    int radius = (int) (TRUNCATE * sigma + 0.5);
    double[] kernel = new double[2 * radius + 1];
    double sum = 0;
    for (int k = -radius; k <= radius; k++) {
      kernel[k + radius] = radius == 0 ? 1 : Math.exp(-0.5 * k * k / (sigma * sigma));
      sum += kernel[k + radius];
    }
    for (int k = 0; k < kernel.length; k++) {
      kernel[k] /= sum;
    }
    return kernel;
  }
}
