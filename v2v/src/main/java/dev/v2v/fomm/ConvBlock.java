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
 * average pooling ({@code DownBlock2d}) or after a nearest doubling ({@code UpBlock2d}). The
 * doubling may be done by the block before, in the pass of its normalisation.
 *
 * <p>State: {@code conv}, {@code norm}.
 */
final class ConvBlock extends Layer {
  private enum After {
    NOTHING,
    HALVE,
    DOUBLE
  }

  private final boolean doublesFirst;
  private final After after;
  private final Conv2d conv;
  private final BatchNorm2d norm;
  private boolean folded;

  private ConvBlock(Init init, boolean doublesFirst, After after, int in, int out, int kernel) {
    this.doublesFirst = doublesFirst;
    this.after = after;
    conv = child("conv", new Conv2d(init, in, out, kernel, 1, kernel / 2));
    norm = child("norm", new BatchNorm2d(init, out));
  }

  /** {@code (N, H, W, in) -> (N, H, W, out)}. */
  static ConvBlock same(Init init, int in, int out, int kernel) {
    return new ConvBlock(init, false, After.NOTHING, in, out, kernel);
  }

  /** {@code (N, H, W, in) -> (N, H / 2, W / 2, out)}, rounded down. */
  static ConvBlock down(Init init, int in, int out) {
    return new ConvBlock(init, false, After.HALVE, in, out, 3);
  }

  /** {@code (N, H, W, in) -> (N, 2 H, 2 W, out)}. */
  static ConvBlock up(Init init, int in, int out) {
    return new ConvBlock(init, true, After.NOTHING, in, out, 3);
  }

  /** One of several {@link #up} blocks in a row, of which each doubles for the next one. */
  static ConvBlock upInRow(Init init, int in, int out, boolean isFirst, boolean isLast) {
    return new ConvBlock(init, isFirst, isLast ? After.NOTHING : After.DOUBLE, in, out, 3);
  }

  @Override
  public Tensor forward(Tensor x) {
    Tensor wide = doublesFirst ? interpolateNearest(x, 2) : x;
    if (after == After.DOUBLE && !folded) {
      return norm.forwardUpsampled(conv.forward(wide), Activation.RELU);
    }
    Tensor y =
        folded
            ? conv.forward(wide, Activation.RELU)
            : norm.forward(conv.forward(wide), Activation.RELU);
    return switch (after) {
      case NOTHING -> y;
      case HALVE -> averagePool2d(y, 2, 2);
      case DOUBLE -> interpolateNearest(y, 2);
    };
  }

  /** Puts the normalisation's running statistics into the convolution, for inference only. */
  void fold() {
    if (!folded) {
      norm.foldInto(conv);
      folded = true;
    }
  }
}
