package dev.v2v.engine.op.norm;

import dev.v2v.engine.DType;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.internal.Require;

/**
 * Batch normalisation with given statistics.
 *
 * <p><b>Shapes</b> x {@code (..., C)}, optional gamma and beta {@code (C)}, running mean and
 * variance {@code (C)}, all four float32 beside 16-bit data {@code ->} like x. <b>Maths</b> {@code
 * y = (x - mean) / std * gamma + beta} with {@link VarianceRule}'s std. <b>Gradient</b> of x, gamma
 * and beta; the statistics are constants. <b>Edges</b> NaN propagates. <b>Determinism</b> exact,
 * fixed order. <b>Reference</b> Ioffe and Szegedy, Batch Normalization, 2015, algorithm 2.
 */
public final class BatchNormEval implements Op<Normalisation> {
  /** Inputs x, gamma, beta, mean, variance; output y. */
  public static final Kernel.Key<Normalisation> KEY = Kernel.key("batch_norm_eval");

  /**
   * Inputs gradOut, x, gamma, mean, variance; outputs gradX, gradGamma, gradBeta, any may be {@code
   * null}.
   */
  public static final Kernel.Key<Normalisation> BACKWARD = Kernel.key("batch_norm_eval_backward");

  private static final BatchNormEval OP = new BatchNormEval();

  private BatchNormEval() {}

  /** Normalises channel by channel; gamma and beta may both be {@code null}. */
  public static Tensor batchNormEval(
      Tensor x,
      Tensor gamma,
      Tensor beta,
      Tensor runningMean,
      Tensor runningVariance,
      double eps,
      VarianceRule rule) {
    return OP.apply1(new Normalisation(eps, rule), x, gamma, beta, runningMean, runningVariance);
  }

  @Override
  public Kernel.Key<Normalisation> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Normalisation p, TensorSpec... in) {
    p.check(KEY.name(), in[0], in[1], in[2]);
    Shape channels = Shape.of(in[0].shape().dim(-1));
    DType wide = in[0].dtype().accumulator();
    Require.spec(KEY.name(), "running mean", in[3], channels, wide);
    Require.spec(KEY.name(), "running variance", in[4], channels, wide);
    return new TensorSpec[] {in[0]};
  }

  @Override
  public Tensor[] forward(OpContext<Normalisation> ctx, Tensor... in) {
    Tensor[] out = ctx.allocateOutputs();
    ctx.launch(KEY, in, out);
    ctx.save(in[0], in[1], in[3], in[4]);
    return out;
  }

  @Override
  public Tensor[] backward(OpContext<Normalisation> ctx, Tensor... gradOut) {
    Tensor[] grads = ctx.allocateGrads(3);
    Tensor[] in = {gradOut[0], ctx.saved(0), ctx.saved(1), ctx.saved(2), ctx.saved(3)};
    ctx.launch(BACKWARD, in, grads);
    return new Tensor[] {grads[0], grads[1], grads[2], null, null};
  }
}
