package dev.v2v.nn.layers;

import static dev.v2v.engine.op.norm.BatchNormEval.batchNormEval;
import static dev.v2v.engine.op.norm.BatchNormTrain.batchNormTrain;
import static dev.v2v.engine.op.norm.BatchNormTrain.batchNormTrainUpsampled;
import static dev.v2v.engine.op.norm.ChannelAffine.channelAffine;
import static dev.v2v.engine.op.norm.RunningStatistics.updateRunningStatistics;
import static dev.v2v.engine.op.resize.Interpolate.interpolateNearest;

import dev.v2v.engine.Recompute;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.norm.BatchNormTrain;
import dev.v2v.engine.op.norm.VarianceRule;
import dev.v2v.nn.Buffer;
import dev.v2v.nn.Counter;
import dev.v2v.nn.Layer;
import dev.v2v.nn.Parameter;
import dev.v2v.nn.init.Init;

/**
 * Batch normalisation, {@code (N, H, W, C)} to the same. In training with the statistics of the
 * batch, which move the running ones; in evaluation with the running ones, unless {@link
 * Options#alwaysBatch}. Starts as the identity.
 *
 * <p>State: {@code weight}, {@code bias}, {@code running_mean}, {@code running_var}, {@code
 * num_batches_tracked}. Reference: Ioffe and Szegedy 2015; torch.nn.BatchNorm2d.
 */
public final class BatchNorm2d extends Layer implements Activated {
  /**
   * What differs between implementations.
   *
   * @param momentum share of the batch in a running statistic
   * @param trainingRule how eps enters in training; evaluation always adds it to the variance
   * @param countBatches whether {@code num_batches_tracked} counts; nothing reads it
   * @param alwaysBatch whether evaluation, too, takes the statistics of the batch; running ones
   *     still move in training, and stay where they are in evaluation
   */
  public record Options(
      double eps,
      double momentum,
      VarianceRule trainingRule,
      boolean countBatches,
      boolean alwaysBatch) {
    /** PyTorch's. */
    public static final Options STANDARD =
        new Options(1e-5, 0.1, VarianceRule.ADD_EPS, true, false);

    /** The synchronised one of many devices that trained the First Order Motion Model's weights. */
    public static final Options SYNCHRONISED =
        new Options(1e-5, 0.1, VarianceRule.CLAMP, false, false);

    /** Of networks whose authors never leave training mode, vid2vid's among them. */
    public static final Options BATCH_ALWAYS =
        new Options(1e-5, 0.1, VarianceRule.ADD_EPS, true, true);
  }

  private final Options options;
  private final Parameter weight;
  private final Parameter bias;
  private final Buffer runningMean;
  private final Buffer runningVar;
  private final Counter batches;
  private final KnownStatistics known;

  public BatchNorm2d(Init init, int channels) {
    this(init, channels, Options.STANDARD);
  }

  public BatchNorm2d(Init init, int channels, Options options) {
    Shape shape = Shape.of(channels);
    this.options = options;
    weight = parameter("weight", init.constant(1, shape));
    bias = parameter("bias", init.constant(0, shape));
    runningMean = buffer("running_mean", init.constant(0, shape));
    runningVar = buffer("running_var", init.constant(1, shape));
    batches = counter("num_batches_tracked");
    known = new KnownStatistics(weight, bias, runningMean, runningVar, options.eps());
  }

  public Parameter weight() {
    return weight;
  }

  public Parameter bias() {
    return bias;
  }

  @Override
  public Tensor forward(Tensor x) {
    return takesBatch() ? ofBatch(x, Activation.NONE, false) : ofRunning(x);
  }

  /** The activated output, in one pass over the data unless known statistics are learnt with. */
  @Override
  public Tensor forward(Tensor x, Activation activation) {
    if (takesBatch()) {
      return ofBatch(x, activation, false);
    }
    if (Tape.isRecording() && (weight.requiresGrad() || bias.requiresGrad())) {
      return activation.apply(ofRunning(x));
    }
    known.update();
    return channelAffine(x, known.scale(), known.shift(), activation);
  }

  /**
   * The activated output with every cell repeated in a square of four, {@code (N, 2 H, 2 W, C)}: of
   * a batch's statistics in the same pass.
   */
  public Tensor forwardUpsampled(Tensor x, Activation activation) {
    return takesBatch()
        ? ofBatch(x, activation, true)
        : interpolateNearest(forward(x, activation), 2);
  }

  private boolean takesBatch() {
    return isTraining() || options.alwaysBatch();
  }

  private Tensor ofRunning(Tensor x) {
    return batchNormEval(
        x,
        weight.wideFor(x.dtype()),
        bias.wideFor(x.dtype()),
        runningMean.tensor(),
        runningVar.tensor(),
        options.eps(),
        VarianceRule.ADD_EPS);
  }

  private Tensor ofBatch(Tensor x, Activation activation, boolean upsample) {
    Tensor gamma = weight.wideFor(x.dtype());
    Tensor beta = bias.wideFor(x.dtype());
    VarianceRule rule = options.trainingRule();
    BatchNormTrain.Result batch =
        upsample
            ? batchNormTrainUpsampled(x, gamma, beta, options.eps(), rule, activation)
            : batchNormTrain(x, gamma, beta, options.eps(), rule, activation);
    if (isTraining() && !Recompute.isRepeating()) {
      updateRunningStatistics(batch, runningMean.tensor(), runningVar.tensor(), options.momentum());
      if (options.countBatches()) {
        batches.increment();
      }
    }
    return batch.y();
  }

  /**
   * Multiplies the running statistics into the layer before, which then gives what this one would
   * in evaluation: skip this one from then on. For inference, since training both would differ.
   *
   * @throws IllegalArgumentException if {@code before} has no bias or another number of channels
   */
  public void foldInto(WeightedLayer before) {
    if (before.bias() == null || before.outChannels() != weight.elements()) {
      throw new IllegalArgumentException(
          "fold: the layer before must have a bias and "
              + weight.elements()
              + " channels, got "
              + before.outChannels()
              + (before.bias() == null ? " without bias" : ""));
    }
    Fold fold = known.fold();
    Tensor w = before.weight().tensor();
    Tensor b = before.bias().tensor();
    KnownStatistics.write(w, fold.weight(w.toDoubles(), before::outChannel));
    KnownStatistics.write(b, fold.bias(b.toDoubles()));
  }

  @Override
  public void close() {
    known.close();
    super.close();
  }
}
