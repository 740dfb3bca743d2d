package dev.v2v.data.sequence;

import dev.v2v.media.RgbFrame;

/**
 * Resizes pictures as the Python imaging library does for the published training: a kernel that is
 * widened by the factor when shrinking, first along rows and then along columns, each pass rounded
 * to bytes.
 */
enum Resample {
  /** The cubic kernel with a = -0.5, of photographs. */
  CUBIC(2) {
    @Override
    double kernel(double d) {
      if (d < 1) {
        return ((A + 2) * d - (A + 3)) * d * d + 1;
      }
      return d < 2 ? ((d - 5) * d + 8) * d * A - 4 * A : 0;
    }
  },
  /** The triangle, of maps of faces. */
  LINEAR(1) {
    @Override
    double kernel(double d) {
      return Math.max(0, 1 - d);
    }
  };

  private static final double A = -0.5;

  private final double support;

  Resample(double support) {
    this.support = support;
  }

  /** Weight at the distance {@code d}, which is not negative. */
  abstract double kernel(double d);

  /** For each output place, where its window begins and the weights in it. */
  @SuppressWarnings("ArrayRecordComponent") // A bundle of tables; never compared.
  private record Taps(int[] start, double[][] weights) {
    static Taps of(Resample filter, int in, int out) {
      double scale = (double) in / out;
      double wide = Math.max(1, scale);
      double reach = filter.support * wide;
      int[] start = new int[out];
      double[][] weights = new double[out][];
      for (int i = 0; i < out; i++) {
        double center = (i + 0.5) * scale;
        int from = Math.max(0, (int) (center - reach + 0.5));
        int to = Math.min(in, (int) (center + reach + 0.5));
        double[] w = new double[to - from];
        double sum = 0;
        for (int k = 0; k < w.length; k++) {
          w[k] = filter.kernel(Math.abs((from + k - center + 0.5) / wide));
          sum += w[k];
        }
        for (int k = 0; k < w.length; k++) {
          w[k] /= sum;
        }
        start[i] = from;
        weights[i] = w;
      }
      return new Taps(start, weights);
    }
  }

  RgbFrame resize(RgbFrame frame, int width, int height) {
    RgbFrame across = frame.width() == width ? frame : rows(frame, width);
    return across.height() == height ? across : columns(across, height);
  }

  private RgbFrame rows(RgbFrame frame, int width) {
    Taps taps = Taps.of(this, frame.width(), width);
    RgbFrame result = new RgbFrame(width, frame.height());
    for (int y = 0, o = 0; y < frame.height(); y++) {
      for (int x = 0; x < width; x++) {
        int at = 3 * (y * frame.width() + taps.start[x]);
        for (int c = 0; c < 3; c++) {
          result.data()[o++] = mean(frame.data(), at + c, 3, taps.weights[x]);
        }
      }
    }
    return result;
  }

  private RgbFrame columns(RgbFrame frame, int height) {
    Taps taps = Taps.of(this, frame.height(), height);
    int row = 3 * frame.width();
    RgbFrame result = new RgbFrame(frame.width(), height);
    for (int y = 0, o = 0; y < height; y++) {
      int at = taps.start[y] * row;
      for (int i = 0; i < row; i++) {
        result.data()[o++] = mean(frame.data(), at + i, row, taps.weights[y]);
      }
    }
    return result;
  }

  private static byte mean(byte[] data, int at, int stride, double[] weights) {
    double sum = 0.5;
    for (int k = 0; k < weights.length; k++) {
      sum += weights[k] * (data[at + k * stride] & 0xff);
    }
    return (byte) (int) Math.max(0, Math.min(255, sum));
  }
}
