package dev.v2v.nn.layers;

import java.util.function.IntUnaryOperator;

/**
 * A batch normalisation with known statistics as what it then is, {@code y = scale x + shift} for
 * each channel, and its absorption into the linear layer before it. All in float64, so that a
 * folded weight is rounded once. Immutable.
 *
 * <p>With std = sqrt(variance + eps): scale = gamma / std, shift = beta - mean scale, and for
 * {@code x = W u + b} follows W' = scale W, b' = scale b + shift.
 */
public final class Fold {
  private final double[] scale;
  private final double[] shift;

  /** Of a normalisation of C channels; all arrays have C entries. */
  public Fold(double[] gamma, double[] beta, double[] mean, double[] variance, double eps) {
    scale = new double[gamma.length];
    shift = new double[gamma.length];
    for (int c = 0; c < gamma.length; c++) {
      scale[c] = gamma[c] / Math.sqrt(variance[c] + eps);
      shift[c] = beta[c] - mean[c] * scale[c];
    }
  }

  /** Factor of each channel. */
  public double[] scale() {
    return scale.clone();
  }

  /** Summand of each channel. */
  public double[] shift() {
    return shift.clone();
  }

  /** The weight W' for W, whose element i contributes to channel {@code channelOf(i)}. */
  public double[] weight(double[] weight, IntUnaryOperator channelOf) {
    double[] folded = new double[weight.length];
    for (int i = 0; i < weight.length; i++) {
      folded[i] = scale[channelOf.applyAsInt(i)] * weight[i];
    }
    return folded;
  }

  /** The bias b' for b. */
  public double[] bias(double[] bias) {
    double[] folded = new double[bias.length];
    for (int c = 0; c < bias.length; c++) {
      folded[c] = scale[c] * bias[c] + shift[c];
    }
    return folded;
  }
}
