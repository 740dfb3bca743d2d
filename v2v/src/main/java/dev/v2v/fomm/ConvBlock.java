package dev.v2v.fomm;

import static dev.v2v.engine.op.conv.Pool2d.averagePool2d;
import static dev.v2v.engine.op.resize.Interpolate.interpolateNearest;

import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.nn.Layer;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.layers.BatchNorm2d;
import dev.v2v.nn.layers.Conv2d;

/**
 * Convolution, batch normalisation and ReLU, at one size ({@code SameBlock2d}), before a 2x2
 * average pooling ({@code DownBlock2d}) or after a nearest doubling ({@code UpBlock2d}).
 *
 * <p>State: {@code conv}, {@code norm}.
 */
final class ConvBlock extends Layer {
  private enum Resampling {
    NONE,
    DOWN_AFTER,
    UP_BEFORE
  }

  private final Resampling resampling;
  private final Conv2d conv;
  private final BatchNorm2d norm;
  private boolean folded;

  private ConvBlock(Init init, Resampling resampling, int in, int out, int kernel) {
    this.resampling = resampling;
    conv = child("conv", new Conv2d(init, in, out, kernel, 1, kernel / 2));
    norm = child("norm", new BatchNorm2d(init, out));
  }

  /** {@code (N, H, W, in) -> (N, H, W, out)}. */
  static ConvBlock same(Init init, int in, int out, int kernel) {
    return new ConvBlock(init, Resampling.NONE, in, out, kernel);
  }

  /** {@code (N, H, W, in) -> (N, H / 2, W / 2, out)}, rounded down. */
  static ConvBlock down(Init init, int in, int out) {
    return new ConvBlock(init, Resampling.DOWN_AFTER, in, out, 3);
  }

  /** {@code (N, H, W, in) -> (N, 2 H, 2 W, out)}. */
  static ConvBlock up(Init init, int in, int out) {
    return new ConvBlock(init, Resampling.UP_BEFORE, in, out, 3);
  }

  @Override
  public Tensor forward(Tensor x) {
    Tensor wide = resampling == Resampling.UP_BEFORE ? interpolateNearest(x, 2) : x;
    Tensor y =
        folded
            ? conv.forward(wide, Activation.RELU)
            : norm.forward(conv.forward(wide), Activation.RELU);
    return resampling == Resampling.DOWN_AFTER ? averagePool2d(y, 2, 2) : y;
  }

  /** Puts the normalisation's running statistics into the convolution, for inference only. */
  void fold() {
    if (!folded) {
      norm.foldInto(conv);
      folded = true;
    }
  }
}
