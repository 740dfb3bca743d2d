package dev.v2v.engine.op.warp;

import static dev.v2v.engine.op.elementwise.Cast.cast;
import static dev.v2v.engine.op.reduce.Softmax.softmax;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.internal.Require;

/**
 * FOMM's dense motion from the logits of its mask, in one pass: no motion of a single key point is
 * ever stored.
 *
 * <p><b>Shapes</b> logits {@code (N, h, w, K + 1)}, any floating type, key points and Jacobians as
 * of {@link SparseMotion}, float32 (float64 for float64 logits) {@code ->} flow {@code (N, h, w,
 * 2)} and mask {@code (N, h, w, K + 1)} like the key points. <b>Maths</b> {@code mask = softmax
 * over slots of the logits, flow(z) = sum over k of mask_k(z) T_k(z)} with T_k of {@link
 * SparseMotion}. <b>Gradient</b> of logits, key points and Jacobians, through the operators that
 * this one fuses. <b>Edges</b> as of those. <b>Determinism</b> exact. <b>Reference</b> Siarohin et
 * al., First Order Motion Model, 2019, eq. 5.
 */
public final class MotionFlow implements Op<Void> {
  /** Inputs logits, p_S, J_S, p_D, J_D, the Jacobians {@code null} together; outputs as above. */
  public static final Kernel.Key<Void> KEY = Kernel.key("motion_flow");

  private static final MotionFlow OP = new MotionFlow();

  /**
   * The motion of every pixel.
   *
   * @param flow where each pixel comes from, normalised
   * @param mask share of each motion
   */
  public record Result(Tensor flow, Tensor mask) {}

  private MotionFlow() {}

  /** The dense motion; the two Jacobians may both be {@code null}. */
  public static Result motionFlow(
      Tensor logits,
      Tensor kpSource,
      Tensor jacobianSource,
      Tensor kpDriving,
      Tensor jacobianDriving) {
    Tensor[] out = OP.apply(null, logits, kpSource, jacobianSource, kpDriving, jacobianDriving);
    return new Result(out[0], out[1]);
  }

  @Override
  public Kernel.Key<Void> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Void none, TensorSpec... in) {
    String op = KEY.name();
    Require.rank(op, "logits", in[0], 4, "(N, h, w, K + 1)");
    Require.floating(op, "logits", in[0]);
    Shape points = SparseMotion.inferPoints(op, in[1], in[2], in[3], in[4]);
    Shape logits = in[0].shape();
    Require.shape(op, "logits", in[0], logits.with(0, points.dim(0)).with(3, points.dim(1) + 1));
    Require.dtype(op, "source key points", in[1], in[0].dtype().accumulator());
    return new TensorSpec[] {
      new TensorSpec(logits.with(3, 2), in[1].dtype()), new TensorSpec(logits, in[1].dtype())
    };
  }

  @Override
  public Tensor[] forward(OpContext<Void> ctx, Tensor... in) {
    Tensor[] out = ctx.allocateOutputs();
    ctx.launch(KEY, in, out);
    ctx.save(in);
    return out;
  }

  @Override
  public Tensor[] backward(OpContext<Void> ctx, Tensor... gradOut) {
    return FusedBackward.of(ctx, gradOut, 5, MotionFlow::parts);
  }

  private static Tensor[] parts(Tensor[] in) {
    int h = in[0].dim(1);
    int w = in[0].dim(2);
    Tensor motions = SparseMotion.sparseMotion(in[1], in[2], in[3], in[4], h, w);
    Tensor mask = softmax(cast(in[0], in[1].dtype()), -1);
    return new Tensor[] {DenseMotion.denseMotion(mask, motions), mask};
  }
}
