package dev.v2v.engine.op.norm;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.conv.Activation;

/**
 * Batch normalisation with the statistics of the batch.
 *
 * <p><b>Shapes</b> x {@code (..., C)}, optional gamma and beta {@code (C)}, float32 beside 16-bit
 * data {@code ->} y like x, mean and biased variance {@code (C)}, float32 (float64 for float64).
 * <b>Maths</b> {@code y = act((x - mean) / std * gamma + beta)} with {@link VarianceRule}'s std,
 * over all positions of a channel, and an optional activation, before which nothing is stored.
 * <b>Gradient</b> of x through mean and variance, of gamma and beta; none through the returned
 * statistics; at kinks that of the activation by itself. <b>Edges</b> a constant channel gives
 * act(beta); one value a channel is refused, since it has no unbiased variance. <b>Determinism</b>
 * exact, fixed order. <b>Reference</b> Ioffe and Szegedy, Batch Normalization, 2015, algorithm 1.
 */
public final class BatchNormTrain implements Op<Normalisation> {
  /** Inputs x, gamma, beta; outputs y, mean, variance. */
  public static final Kernel.Key<Normalisation> KEY = Kernel.key("batch_norm_train");

  /**
   * Inputs gradOut like x, x, gamma, mean, variance, and beside an activation beta and forward's y,
   * either of which tells its derivative; outputs gradX, gradGamma, gradBeta, any may be {@code
   * null}.
   */
  public static final Kernel.Key<Normalisation> BACKWARD = Kernel.key("batch_norm_train_backward");

  private static final BatchNormTrain OP = new BatchNormTrain();

  /**
   * The normalised, and activated, batch, and its statistics for {@link RunningStatistics}.
   *
   * @param count values that each mean is of
   */
  public record Result(Tensor y, Tensor mean, Tensor variance, long count) {
    private static Result of(Normalisation p, Tensor x, Tensor gamma, Tensor beta) {
      Tensor[] out = OP.apply(p, x, gamma, beta);
      return new Result(out[0], out[1], out[2], x.elements() / x.dim(-1));
    }
  }

  private BatchNormTrain() {}

  /** Normalises over all dimensions but the last; gamma and beta may both be {@code null}. */
  public static Result batchNormTrain(
      Tensor x, Tensor gamma, Tensor beta, double eps, VarianceRule rule) {
    return batchNormTrain(x, gamma, beta, eps, rule, Activation.NONE);
  }

  /** As above, then {@code activation}, in one pass over the data. */
  public static Result batchNormTrain(
      Tensor x, Tensor gamma, Tensor beta, double eps, VarianceRule rule, Activation activation) {
    return Result.of(new Normalisation(eps, rule, activation), x, gamma, beta);
  }

  /**
   * As above, images {@code (N, H, W, C) -> (N, 2 H, 2 W, C)}: every cell of the result repeated in
   * a square of four, in the same pass. What is not repeated is never stored.
   */
  public static Result batchNormTrainUpsampled(
      Tensor x, Tensor gamma, Tensor beta, double eps, VarianceRule rule, Activation activation) {
    return Result.of(new Normalisation(eps, rule, activation, true), x, gamma, beta);
  }

  @Override
  public Kernel.Key<Normalisation> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Normalisation p, TensorSpec... in) {
    p.check(KEY.name(), in[0], in[1], in[2]);
    Shape x = in[0].shape();
    int channels = x.dim(-1);
    if (x.elements() <= channels) {
      throw new ShapeException(
          "batch_norm_train: needs more than one value for each channel, got " + x);
    }
    TensorSpec statistics = new TensorSpec(Shape.of(channels), in[0].dtype().accumulator());
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
