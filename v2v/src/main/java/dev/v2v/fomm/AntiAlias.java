package dev.v2v.fomm;

import static dev.v2v.engine.op.resize.AntiAliasDownsample.antiAliasDownsample;

import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.resize.AntiAliasDownsample;
import dev.v2v.nn.Layer;
import dev.v2v.nn.StateEntry;
import dev.v2v.nn.TorchLayout;
import dev.v2v.nn.init.Init;

/**
 * Band-limited down-sampling of images, {@code (N, H, W, C) -> (N, ceil(H s), ceil(W s), C)}.
 *
 * <p>The kernel follows from the scale; it is stored as buffer {@code weight} as the authors do,
 * and a stored one is ignored, so that a checkpoint does not tie the network to one frame size.
 */
final class AntiAlias extends Layer {
  private final int factor;

  AntiAlias(Init init, int channels, double scale) {
    factor = Math.toIntExact(Math.round(1 / scale));
    if (factor != 1) {
      Tensor kernel = kernel(init, channels);
      buffer("weight", kernel, TorchLayout.of(kernel.shape()), StateEntry.Presence.DERIVED);
    }
  }

  /** The depthwise kernel {@code (C, k, k, 1)} that the operator stands for. */
  private Tensor kernel(Init init, int channels) {
    double[] profile = AntiAliasDownsample.profile(factor);
    int k = profile.length;
    double[] values = new double[channels * k * k];
    for (int i = 0; i < values.length; i++) {
      values[i] = profile[i / k % k] * profile[i % k];
    }
    return Tensor.of(init.backend(), Shape.of(channels, k, k, 1), DType.FLOAT32, values);
  }

  @Override
  public Tensor forward(Tensor x) {
    return antiAliasDownsample(x, factor);
  }
}
