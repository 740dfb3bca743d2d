package dev.v2v.engine.op.warp;

import dev.v2v.engine.DType;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.internal.Require;

/**
 * The motion near each key point, as sampling grids from the driving to the source frame.
 *
 * <p><b>Shapes</b> key points p_S and p_D {@code (N, K, 2)}, Jacobians J_S and J_D {@code (N, K, 2,
 * 2)} or neither, float32 or float64 {@code -> (N, K + 1, h, w, 2)}. <b>Maths</b> slot 0 is the
 * identity z, slot k is {@code T_k(z) = J_S J_D^-1 (z - p_D) + p_S}, on the cells z of {@link
 * CoordinateGrid}; without Jacobians the matrix is the identity. <b>Gradient</b> of all four, in
 * closed form. <b>Edges</b> a singular J_D gives infinities or NaN, as in the reference: nothing
 * regularises it. <b>Determinism</b> exact, fixed order. <b>Reference</b> Siarohin et al., First
 * Order Motion Model, 2019, eq. 4.
 */
public final class SparseMotion implements Op<SparseMotion.Params> {
  /** Inputs p_S, J_S, p_D, J_D, the second and fourth {@code null} together; output as above. */
  public static final Kernel.Key<Params> KEY = Kernel.key("sparse_motion");

  /** Inputs gradOut, J_S, p_D, J_D; outputs the four gradients, any may be {@code null}. */
  public static final Kernel.Key<Params> BACKWARD = Kernel.key("sparse_motion_backward");

  private static final SparseMotion OP = new SparseMotion();

  /** Size of the motion fields. */
  public record Params(int height, int width) {}

  private SparseMotion() {}

  /** The K + 1 motions; the two Jacobians may both be {@code null}. */
  public static Tensor sparseMotion(
      Tensor kpSource,
      Tensor jacobianSource,
      Tensor kpDriving,
      Tensor jacobianDriving,
      int height,
      int width) {
    return OP.apply1(
        new Params(height, width), kpSource, jacobianSource, kpDriving, jacobianDriving);
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    String op = KEY.name();
    Require.positive(op, "height", p.height());
    Require.positive(op, "width", p.width());
    Shape kp = inferPoints(op, in[0], in[1], in[2], in[3]);
    Shape motions = Shape.of(kp.dim(0), kp.dim(1) + 1, p.height(), p.width(), 2);
    return new TensorSpec[] {new TensorSpec(motions, in[0].dtype())};
  }

  /** Checks key points and Jacobians of two frames; returns {@code (N, K, 2)}. */
  static Shape inferPoints(
      String op,
      TensorSpec source,
      TensorSpec jacobianSource,
      TensorSpec driving,
      TensorSpec jacobianDriving) {
    Require.wide(op, "source key points", source);
    Shape kp = source.shape();
    DType dtype = source.dtype();
    if (kp.rank() != 3 || kp.dim(2) != 2) {
      throw new ShapeException(op + ": source key points must be (N, K, 2), got " + kp);
    }
    Require.spec(op, "driving key points", driving, kp, dtype);
    if ((jacobianSource == null) != (jacobianDriving == null)) {
      throw new IllegalArgumentException(
          op
              + ": Jacobians must come together, got source "
              + jacobianSource
              + ", driving "
              + jacobianDriving);
    }
    if (jacobianSource != null) {
      Shape jacobian = Shape.of(kp.dim(0), kp.dim(1), 2, 2);
      Require.spec(op, "source Jacobians", jacobianSource, jacobian, dtype);
      Require.spec(op, "driving Jacobians", jacobianDriving, jacobian, dtype);
    }
    return kp;
  }

  @Override
  public Tensor[] forward(OpContext<Params> ctx, Tensor... in) {
    Tensor[] out = ctx.allocateOutputs();
    ctx.launch(KEY, in, out);
    ctx.save(in[1], in[2], in[3]);
    return out;
  }

  @Override
  public Tensor[] backward(OpContext<Params> ctx, Tensor... gradOut) {
    Tensor[] grads = ctx.allocateGrads(4);
    Tensor[] in = {gradOut[0], ctx.saved(0), ctx.saved(1), ctx.saved(2)};
    ctx.launch(BACKWARD, in, grads);
    return grads;
  }
}
