package dev.v2v.nn.layers;

import dev.v2v.engine.Tensor;
import dev.v2v.nn.Layer;
import dev.v2v.nn.Parameter;

/** A layer that is linear in one weight, so that a wrapper may run it with a derived one. */
public abstract sealed class WeightedLayer extends Layer permits Conv2d, ConvTranspose2d, Linear {
  private final Parameter weight;
  private final Parameter bias;

  /** Declares {@code weight} and, unless it is {@code null}, {@code bias}, in PyTorch's order. */
  WeightedLayer(Tensor weight, Tensor bias) {
    this.weight = parameter("weight", weight);
    this.bias = bias == null ? null : parameter("bias", bias);
  }

  public final Parameter weight() {
    return weight;
  }

  /** The bias, {@code null} if the layer has none. */
  public final Parameter bias() {
    return bias;
  }

  /** The output for {@code x} with another weight of the same shape and {@code x}'s type. */
  public abstract Tensor forward(Tensor x, Tensor weightValue);

  @Override
  public final Tensor forward(Tensor x) {
    return forward(x, weight.as(x.dtype()));
  }

  /** Number of output channels. */
  abstract int outChannels();

  /** The output channel that element {@code i} of the weight, counted row-major, contributes to. */
  abstract int outChannel(int i);

  static void requireGroups(String layer, int in, int out, int groups) {
    if (groups < 1 || in % groups != 0 || out % groups != 0) {
      throw new IllegalArgumentException(
          layer + ": channels must divide into groups = " + groups + ", got " + in + " and " + out);
    }
  }

  final Tensor biasFor(Tensor x) {
    return bias == null ? null : bias.wideFor(x.dtype());
  }
}
