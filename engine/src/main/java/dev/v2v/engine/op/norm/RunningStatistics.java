package dev.v2v.engine.op.norm;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.internal.Require;

/**
 * Moves the averages that {@link BatchNormEval} uses towards the statistics of a batch.
 *
 * <p><b>Shapes</b> mean, biased variance, running mean and running variance, all {@code (C)} of one
 * type, float32 or float64; the running ones are written in place. <b>Maths</b> {@code running = (1
 * - momentum) running + momentum batch}, where the variance enters unbiased, that is times {@code
 * count / (count - 1)}. <b>Gradient</b> none. <b>Edges</b> NaN stays. <b>Determinism</b> exact.
 * <b>Reference</b> Ioffe and Szegedy, Batch Normalization, 2015, algorithm 2, line 10;
 * torch.nn.BatchNorm2d for the moving average.
 */
public final class RunningStatistics implements Op<RunningStatistics.Params> {
  /** Inputs mean, variance; outputs runningMean, runningVariance, read and written. */
  public static final Kernel.Key<Params> KEY = Kernel.key("running_statistics");

  private static final RunningStatistics OP = new RunningStatistics();

  /**
   * How far the average moves.
   *
   * @param momentum share of the new value, as PyTorch counts it
   * @param count number of values behind each mean
   */
  public record Params(double momentum, long count) {}

  private RunningStatistics() {}

  /** Updates {@code runningMean} and {@code runningVariance} in place. */
  public static void updateRunningStatistics(
      BatchNormTrain.Result batch, Tensor runningMean, Tensor runningVariance, double momentum) {
    updateRunningStatistics(
        batch.mean(), batch.variance(), batch.count(), runningMean, runningVariance, momentum);
  }

  /** As above, with the batch's mean and biased variance {@code (C)} of {@code count} values. */
  public static void updateRunningStatistics(
      Tensor mean,
      Tensor variance,
      long count,
      Tensor runningMean,
      Tensor runningVariance,
      double momentum) {
    OP.apply(new Params(momentum, count), mean, variance, runningMean, runningVariance);
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    String op = KEY.name();
    if (!(p.momentum() >= 0 && p.momentum() <= 1)) {
      throw new IllegalArgumentException(op + ": momentum must be in [0, 1], got " + p.momentum());
    }
    if (p.count() < 2) {
      throw new IllegalArgumentException(
          op + ": an unbiased variance needs two values at least, got " + p.count());
    }
    Require.wide(op, "mean", in[0]);
    Require.spec(op, "variance", in[1], in[0].shape(), in[0].dtype());
    Require.spec(op, "running mean", in[2], in[0].shape(), in[0].dtype());
    Require.spec(op, "running variance", in[3], in[0].shape(), in[0].dtype());
    return new TensorSpec[0];
  }

  @Override
  public Tensor[] forward(OpContext<Params> ctx, Tensor... in) {
    ctx.launch(KEY, new Tensor[] {in[0], in[1]}, new Tensor[] {in[2], in[3]});
    return new Tensor[0];
  }

  @Override
  public boolean differentiable() {
    return false;
  }
}
