package dev.v2v.media;

/**
 * Resampling along one axis: output {@code o} is the sum over {@code k} of {@code weights[o][k] *
 * input[start[o] + k]}.
 *
 * <p>Blur and interpolation are both linear, so they are composed here once. When shrinking, a
 * Gaussian of sigma = (in / out - 1) / 2, cut at radius int(4 sigma + .5); then linear
 * interpolation at (o + .5) in / out - .5. Beyond the border both see the mirror image, the edge
 * sample not repeated. Weights are not negative and sum to 1.
 */
final class AxisWeights {
  final int[] start;
  final float[][] weights;

  private AxisWeights(int[] start, float[][] weights) {
    this.start = start;
    this.weights = weights;
  }

  static AxisWeights of(int in, int out) {
    double[] blur = blur(Math.max(0, ((double) in / out - 1) / 2));
    int[] start = new int[out];
    float[][] weights = new float[out][];
    double[] dense = new double[in];
    int radius = blur.length / 2;
    for (int o = 0; o < out; o++) {
      double at = (o + .5) * in / out - .5;
      int left = (int) Math.floor(at);
      double fraction = at - left;
      int first = in;
      int last = -1;
      for (int k = -radius; k <= radius + 1; k++) {
        double weight =
            (k <= radius ? (1 - fraction) * blur[k + radius] : 0)
                + (k > -radius ? fraction * blur[k - 1 + radius] : 0);
        if (weight != 0) {
          int i = mirror(left + k, in);
          dense[i] += weight;
          first = Math.min(first, i);
          last = Math.max(last, i);
        }
      }
      start[o] = first;
      weights[o] = new float[last - first + 1];
      for (int i = first; i <= last; i++) {
        weights[o][i - first] = (float) dense[i];
        dense[i] = 0;
      }
    }
    return new AxisWeights(start, weights);
  }

  /** The widest window. */
  int maxTaps() {
    int most = 0;
    for (float[] row : weights) {
      most = Math.max(most, row.length);
    }
    return most;
  }

  private static double[] blur(double sigma) {
    int radius = (int) (4 * sigma + .5);
    double[] kernel = new double[2 * radius + 1];
    double sum = 0;
    for (int k = -radius; k <= radius; k++) {
      kernel[k + radius] = k == 0 ? 1 : Math.exp(-.5 * k * k / (sigma * sigma));
      sum += kernel[k + radius];
    }
    for (int k = 0; k < kernel.length; k++) {
      kernel[k] /= sum;
    }
    return kernel;
  }

  /** The sample that a mirror at each end shows: -1 is 1, n is n - 2. */
  private static int mirror(int index, int n) {
    if (n == 1) {
      return 0;
    }
    int period = 2 * (n - 1);
    int phase = Math.floorMod(index, period);
    return phase < n ? phase : period - phase;
  }
}
