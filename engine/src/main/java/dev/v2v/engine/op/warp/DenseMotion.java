package dev.v2v.engine.op.warp;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.internal.Require;

/**
 * One motion field out of several, weighted pixel by pixel.
 *
 * <p><b>Shapes</b> mask {@code (N, h, w, S)}, any floating type, motions {@code (N, S, h, w, 2)},
 * float32 (float64 for a float64 mask) {@code -> (N, h, w, 2)} like the motions. <b>Maths</b>
 * {@code y(z) = sum over s of mask_s(z) motion_s(z)}. <b>Gradient</b> of both. <b>Edges</b> the
 * mask need not sum to 1; NaN propagates. <b>Determinism</b> exact, fixed order. <b>Reference</b>
 * Siarohin et al., First Order Motion Model, 2019, eq. 5.
 */
public final class DenseMotion implements Op<Void> {
  /** Inputs mask, motions; output as above. */
  public static final Kernel.Key<Void> KEY = Kernel.key("dense_motion");

  /**
   * Inputs mask, gradOut, motions, the mask first since its type selects the kernel; outputs
   * gradMask, gradMotions, either may be {@code null}.
   */
  public static final Kernel.Key<Void> BACKWARD = Kernel.key("dense_motion_backward");

  private static final DenseMotion OP = new DenseMotion();

  private DenseMotion() {}

  /** The mask-weighted sum of {@code motions}, those of {@link SparseMotion} for instance. */
  public static Tensor denseMotion(Tensor mask, Tensor motions) {
    return OP.apply1(null, mask, motions);
  }

  @Override
  public Kernel.Key<Void> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Void none, TensorSpec... in) {
    String op = KEY.name();
    Require.rank(op, "mask", in[0], 4, "(N, h, w, S)");
    Require.floating(op, "mask", in[0]);
    Shape m = in[0].shape();
    Shape expected = Shape.of(m.dim(0), m.dim(3), m.dim(1), m.dim(2), 2);
    if (!in[1].shape().equals(expected)) {
      throw new ShapeException(
          op + ": motions must be (N, S, h, w, 2) = " + expected + ", got " + in[1].shape());
    }
    Require.dtype(op, "motions", in[1], in[0].dtype().accumulator());
    return new TensorSpec[] {new TensorSpec(m.with(3, 2), in[1].dtype())};
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
    Tensor[] grads = ctx.allocateGrads(2);
    ctx.launch(BACKWARD, new Tensor[] {ctx.saved(0), gradOut[0], ctx.saved(1)}, grads);
    return grads;
  }
}
