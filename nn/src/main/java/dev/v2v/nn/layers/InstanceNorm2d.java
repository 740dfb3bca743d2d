package dev.v2v.nn.layers;

import static dev.v2v.engine.op.elementwise.Unary.affine;
import static dev.v2v.engine.op.norm.BatchNormEval.batchNormEval;
import static dev.v2v.engine.op.norm.InstanceNorm.instanceNorm;
import static dev.v2v.engine.op.norm.InstanceNorm.instanceNormWithStatistics;
import static dev.v2v.engine.op.norm.RunningStatistics.updateRunningStatistics;
import static dev.v2v.engine.op.reduce.SumTo.sumTo;

import dev.v2v.engine.Recompute;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.norm.InstanceNorm;
import dev.v2v.engine.op.norm.VarianceRule;
import dev.v2v.nn.Buffer;
import dev.v2v.nn.Layer;
import dev.v2v.nn.Parameter;
import dev.v2v.nn.StateEntry;
import dev.v2v.nn.TorchLayout;
import dev.v2v.nn.init.Init;

/**
 * Normalises every channel of every sample, {@code (N, H, W, C)} to the same, eps 1e-5.
 *
 * <p>State: {@code weight} and {@code bias} if affine; with tracked statistics {@code
 * running_mean}, {@code running_var} and {@code num_batches_tracked}, which PyTorch never counts.
 * Tracked statistics move in training, where nothing reads them, and take over in evaluation.
 * Reference: Ulyanov et al. 2016; torch.nn.InstanceNorm2d.
 */
public final class InstanceNorm2d extends Layer implements Activated {
  private static final double EPS = 1e-5;
  private static final double MOMENTUM = 0.1;

  private final boolean alwaysInstance;
  private final Parameter weight;
  private final Parameter bias;
  private final Buffer runningMean;
  private final Buffer runningVar;

  /** A layer with or without a learned scale and shift, with or without running statistics. */
  public InstanceNorm2d(Init init, int channels, boolean affine, boolean trackRunningStats) {
    this(init, channels, affine, trackRunningStats, false);
  }

  private InstanceNorm2d(
      Init init, int channels, boolean affine, boolean trackRunningStats, boolean alwaysInstance) {
    Shape shape = Shape.of(channels);
    StateEntry.Presence presence =
        alwaysInstance ? StateEntry.Presence.OPTIONAL : StateEntry.Presence.REQUIRED;
    this.alwaysInstance = alwaysInstance;
    weight = affine ? parameter("weight", init.constant(1, shape)) : null;
    bias = affine ? parameter("bias", init.constant(0, shape)) : null;
    runningMean =
        trackRunningStats
            ? buffer("running_mean", init.constant(0, shape), TorchLayout.SAME, presence)
            : null;
    runningVar =
        trackRunningStats
            ? buffer("running_var", init.constant(1, shape), TorchLayout.SAME, presence)
            : null;
    if (trackRunningStats) {
      counter("num_batches_tracked");
    }
  }

  /**
   * A layer without scale and shift whose running statistics are only recorded: evaluation, too,
   * takes those of the instance. Of networks whose authors never leave training mode; files with
   * and without the record fit.
   */
  public static InstanceNorm2d recording(Init init, int channels) {
    return new InstanceNorm2d(init, channels, false, true, true);
  }

  @Override
  public Tensor forward(Tensor x) {
    return forward(x, Activation.NONE);
  }

  @Override
  public Tensor forward(Tensor x, Activation activation) {
    Tensor gamma = weight == null ? null : weight.wideFor(x.dtype());
    Tensor beta = bias == null ? null : bias.wideFor(x.dtype());
    if (runningMean == null || (alwaysInstance && !isTraining())) {
      return instanceNorm(x, gamma, beta, EPS, activation);
    }
    if (!isTraining()) {
      return activation.apply(
          batchNormEval(
              x,
              gamma,
              beta,
              runningMean.tensor(),
              runningVar.tensor(),
              EPS,
              VarianceRule.ADD_EPS));
    }
    InstanceNorm.Result result = instanceNormWithStatistics(x, gamma, beta, EPS, activation);
    if (!Recompute.isRepeating()) {
      updateRunningStatistics(
          meanOverSamples(result.mean()),
          meanOverSamples(result.variance()),
          (long) x.dim(1) * x.dim(2),
          runningMean.tensor(),
          runningVar.tensor(),
          MOMENTUM);
    }
    return result.y();
  }

  private static Tensor meanOverSamples(Tensor t) {
    return affine(sumTo(t, Shape.of(t.dim(1))), 1.0 / t.dim(0), 0); // (C)
  }
}
