package dev.v2v.vid2vid.networks;

import dev.v2v.nn.Layer;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.layers.Conv2d;
import dev.v2v.nn.layers.ConvTranspose2d;
import dev.v2v.nn.layers.Sequential;
import dev.v2v.nn.layers.Stateless;
import java.util.ArrayList;
import java.util.List;

/**
 * Strings the authors' blocks together, so that layers get their numbers in the state dict: every
 * activation, padding and normalisation counts. Every convolution has a bias, also where a
 * normalisation takes it away again. Single-thread.
 */
final class Trunk {
  private static final int EDGE_KERNEL = 7;

  private final Init init;
  private final Norm norm;
  private final List<Layer> layers = new ArrayList<>();

  Trunk(Init init, Norm norm) {
    this.init = init;
    this.norm = norm;
  }

  /** Reflected border, 7x7 convolution, normalisation, ReLU: four layers, size kept. */
  Trunk edge(int in, int out) {
    return head(in, out, null).normalised(out);
  }

  /** 3x3 convolution of stride 2, normalisation, ReLU: three layers, half the size. */
  Trunk down(int in, int out) {
    layers.add(new Conv2d(init, in, out, 3, 2, 1));
    return normalised(out);
  }

  /** {@link #down} {@code count} times, doubling channels up to {@code most}. */
  Trunk downs(int first, int count, int most) {
    for (int k = 0; k < count; k++) {
      down(width(first, k, most), width(first, k + 1, most));
    }
    return this;
  }

  /** Residual blocks, one layer each. */
  Trunk residuals(int channels, int count) {
    for (int i = 0; i < count; i++) {
      layers.add(new ResnetBlock(init, norm, channels));
    }
    return this;
  }

  /** Transposed 3x3 convolution of stride 2, normalisation, ReLU: three layers, twice the size. */
  Trunk up(int in, int out) {
    layers.add(new ConvTranspose2d(init, in, out, 3, 2, 1, 1));
    return normalised(out);
  }

  /** {@link #up} {@code count} times, back to {@code last} channels. */
  Trunk ups(int last, int count, int most) {
    for (int k = count; k > 0; k--) {
      up(width(last, k, most), width(last, k - 1, most));
    }
    return this;
  }

  /** Reflected border, 7x7 convolution and {@code activation}, which may be {@code null}. */
  Trunk head(int in, int out, Stateless activation) {
    layers.add(Stateless.reflectionPad2d(EDGE_KERNEL / 2));
    layers.add(new Conv2d(init, in, out, EDGE_KERNEL, 1, 0));
    if (activation != null) {
      layers.add(activation);
    }
    return this;
  }

  private Trunk normalised(int channels) {
    layers.add(norm.layer(init, channels));
    layers.add(Stateless.relu());
    return this;
  }

  Sequential build() {
    return new Sequential(layers);
  }

  /** What began with {@link #edge}, to be given label maps. */
  LabelTrunk buildForLabels() {
    return new LabelTrunk(layers);
  }

  /** Channels after {@code level} halvings of an image that began with {@code first}. */
  static int width(int first, int level, int most) {
    return (int) Math.min(most, (long) first << level);
  }
}
