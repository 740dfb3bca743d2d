package dev.v2v.engine.op.norm;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.conv.Activation;
import java.util.Arrays;

/**
 * Normalises every position over its channels.
 *
 * <p><b>Shapes</b> x {@code (..., C)}, optional gamma and beta {@code (C)}, float32 beside 16-bit
 * data {@code ->} like x; the kernel also gives mean and biased variance {@code (...)}.
 * <b>Maths</b> {@code y = act((x - mean) / sqrt(variance + eps) * gamma + beta)} over the last
 * dimension, with an optional activation, before which nothing is stored. <b>Gradient</b> of x
 * through mean and variance, of gamma and beta; at kinks that of the activation by itself.
 * <b>Edges</b> equal channels give act(beta), with gradient 0. <b>Determinism</b> exact, fixed
 * order. <b>Reference</b> Ba et al., Layer Normalization, 2016, eq. 4.
 */
public final class LayerNorm implements Op<Normalisation> {
  /** Inputs x, gamma, beta; outputs y, mean, variance. */
  public static final Kernel.Key<Normalisation> KEY = Kernel.key("layer_norm");

  /**
   * Inputs gradOut, x, gamma, mean, variance, and beside an activation beta and y, either of which
   * tells its derivative; outputs gradX, gradGamma, gradBeta, any may be {@code null}.
   */
  public static final Kernel.Key<Normalisation> BACKWARD = Kernel.key("layer_norm_backward");

  private static final LayerNorm OP = new LayerNorm();

  private LayerNorm() {}

  /** Normalises over the last dimension; gamma and beta may both be {@code null}. */
  public static Tensor layerNorm(Tensor x, Tensor gamma, Tensor beta, double eps) {
    return layerNorm(x, gamma, beta, eps, Activation.NONE);
  }

  /** As above, then {@code activation}, in one pass over the data. */
  public static Tensor layerNorm(
      Tensor x, Tensor gamma, Tensor beta, double eps, Activation activation) {
    return OP.apply1(new Normalisation(eps, VarianceRule.ADD_EPS, activation), x, gamma, beta);
  }

  @Override
  public Kernel.Key<Normalisation> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Normalisation p, TensorSpec... in) {
    p.check(KEY.name(), in[0], in[1], in[2]);
    int[] dims = in[0].shape().dims();
    Shape groups = Shape.of(Arrays.copyOf(dims, dims.length - 1));
    TensorSpec statistics = new TensorSpec(groups, in[0].dtype().accumulator());
    return new TensorSpec[] {in[0], statistics, statistics};
  }

  @Override
  public boolean carriesGradient(int i) {
    return i == 0;
  }

  @Override
  public Tensor[] forward(OpContext<Normalisation> ctx, Tensor... in) {
    Tensor[] out = ctx.allocateOutputs();
    ctx.launch(KEY, in, out);
    Normalisation.save(ctx, in, out);
    return out;
  }

  @Override
  public Tensor[] backward(OpContext<Normalisation> ctx, Tensor... gradOut) {
    return Normalisation.gradients(ctx, BACKWARD, gradOut[0]);
  }
}
