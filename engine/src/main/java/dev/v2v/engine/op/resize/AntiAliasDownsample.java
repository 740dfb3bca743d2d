package dev.v2v.engine.op.resize;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.internal.Require;

/**
 * Gaussian blur, of which every {@code factor}-th row and column is kept and computed.
 *
 * <p><b>Shapes</b> {@code (N, H, W, C) -> (N, ceil(H / factor), ceil(W / factor), C)}. <b>Maths</b>
 * {@code y[i, j] = sum of k[a] k[b] x[factor i + a - c, factor j + b - c]} with the weights k of
 * {@link #profile} and their centre c. <b>Gradient</b> the adjoint: each output scatters to the
 * cells that it read. <b>Edges</b> zeros outside, so borders darken; factor 1 is the identity.
 * <b>Determinism</b> exact forward; a backend whose backward adds atomically says so.
 * <b>Reference</b> Siarohin et al., First Order Motion Model, 2019, supplementary: the image
 * pyramid; AntiAliasInterpolation2d of its code.
 */
public final class AntiAliasDownsample implements Op<Integer> {
  /** The factor; input x; output as above. */
  public static final Kernel.Key<Integer> KEY = Kernel.key("anti_alias_downsample");

  /** The factor; input gradOut; output gradX. */
  public static final Kernel.Key<Integer> BACKWARD = Kernel.key("anti_alias_downsample_backward");

  private static final AntiAliasDownsample OP = new AntiAliasDownsample();

  private AntiAliasDownsample() {}

  /** {@code x} at 1 / {@code factor} of its size; {@code x} itself for factor 1. */
  public static Tensor antiAliasDownsample(Tensor x, int factor) {
    return factor == 1 ? x : OP.apply1(factor, x);
  }

  /**
   * The one-dimensional weights, whose sum is 1: a Gaussian of sigma {@code (factor - 1) / 2}, cut
   * off at four sigma on either side. The two-dimensional kernel is their outer product.
   */
  public static double[] profile(int factor) {
    double sigma = (factor - 1) / 2.0;
    int radius = 2 * (factor - 1); // 4 sigma
    double[] k = new double[2 * radius + 1];
    double sum = 0;
    for (int i = 0; i < k.length; i++) {
      double d = i - radius;
      k[i] = Math.exp(-d * d / (2 * sigma * sigma));
      sum += k[i];
    }
    for (int i = 0; i < k.length; i++) {
      k[i] /= sum;
    }
    return k;
  }

  @Override
  public Kernel.Key<Integer> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Integer factor, TensorSpec... in) {
    Require.positive(KEY.name(), "factor", factor);
    Require.rank(KEY.name(), "x", in[0], 4, "(N, H, W, C)");
    Require.floating(KEY.name(), "x", in[0]);
    Shape x = in[0].shape();
    int h = (x.dim(1) + factor - 1) / factor;
    int w = (x.dim(2) + factor - 1) / factor;
    return new TensorSpec[] {new TensorSpec(x.with(1, h).with(2, w), in[0].dtype())};
  }

  @Override
  public Tensor[] backward(OpContext<Integer> ctx, Tensor... gradOut) {
    Tensor gradX = ctx.allocateGrad(0);
    ctx.launch(BACKWARD, new Tensor[] {gradOut[0]}, new Tensor[] {gradX});
    return new Tensor[] {gradX};
  }
}
