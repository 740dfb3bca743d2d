package dev.v2v.engine.op.norm;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.internal.Require;

/**
 * Normalises every channel of every sample by its own statistics.
 *
 * <p><b>Shapes</b> x {@code (N, H, W, C)}, optional gamma and beta {@code (C)}, float32 beside
 * 16-bit data {@code ->} like x; the kernel also gives mean and biased variance {@code (N, C)}.
 * <b>Maths</b> {@code y = act((x - mean) / sqrt(variance + eps) * gamma + beta)} over H and W, with
 * an optional activation, before which nothing is stored. <b>Gradient</b> of x through mean and
 * variance, of gamma and beta; at kinks that of the activation by itself. <b>Edges</b> a constant
 * channel, one pixel among them, gives act(beta), with gradient 0. <b>Determinism</b> exact, fixed
 * order. <b>Reference</b> Ulyanov et al., Instance Normalization, 2016, eq. 2; no running
 * statistics.
 */
public final class InstanceNorm implements Op<Normalisation> {
  /** Inputs x, gamma, beta; outputs y, mean, variance. */
  public static final Kernel.Key<Normalisation> KEY = Kernel.key("instance_norm");

  /**
   * Inputs gradOut like x, x, gamma, mean, variance, and beside an activation beta and forward's y,
   * either of which tells its derivative; outputs gradX, gradGamma, gradBeta, any may be {@code
   * null}.
   */
  public static final Kernel.Key<Normalisation> BACKWARD = Kernel.key("instance_norm_backward");

  private static final InstanceNorm OP = new InstanceNorm();

  /** The normalised images, and their mean and biased variance {@code (N, C)}. */
  public record Result(Tensor y, Tensor mean, Tensor variance) {}

  private InstanceNorm() {}

  /** Normalises over height and width; gamma and beta may both be {@code null}. */
  public static Tensor instanceNorm(Tensor x, Tensor gamma, Tensor beta, double eps) {
    return instanceNorm(x, gamma, beta, eps, Activation.NONE);
  }

  /** As above, then {@code activation}, in one pass over the data. */
  public static Tensor instanceNorm(
      Tensor x, Tensor gamma, Tensor beta, double eps, Activation activation) {
    return OP.apply1(new Normalisation(eps, VarianceRule.ADD_EPS, activation), x, gamma, beta);
  }

  /**
   * As above, {@code (N, H, W, C) -> (N, 2 H, 2 W, C)}: every cell of the result repeated in a
   * square of four, in the same pass. What is not repeated is never stored.
   */
  public static Tensor instanceNormUpsampled(
      Tensor x, Tensor gamma, Tensor beta, double eps, Activation activation) {
    return OP.apply1(
        new Normalisation(eps, VarianceRule.ADD_EPS, activation, true), x, gamma, beta);
  }

  /**
   * As {@link #instanceNorm(Tensor, Tensor, Tensor, double, Activation)}, with the statistics; no
   * gradient flows through these.
   */
  public static Result instanceNormWithStatistics(
      Tensor x, Tensor gamma, Tensor beta, double eps, Activation activation) {
    Tensor[] out =
        OP.apply(new Normalisation(eps, VarianceRule.ADD_EPS, activation), x, gamma, beta);
    return new Result(out[0], out[1], out[2]);
  }

  @Override
  public Kernel.Key<Normalisation> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Normalisation p, TensorSpec... in) {
    p.check(KEY.name(), in[0], in[1], in[2]);
    Require.rank(KEY.name(), "x", in[0], 4, "(N, H, W, C)");
    Shape groups = Shape.of(in[0].shape().dim(0), in[0].shape().dim(3));
    TensorSpec statistics = new TensorSpec(groups, in[0].dtype().accumulator());
    return new TensorSpec[] {p.output(KEY.name(), in[0]), statistics, statistics};
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
