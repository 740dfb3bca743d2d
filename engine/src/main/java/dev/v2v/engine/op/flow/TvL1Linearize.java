package dev.v2v.engine.op.flow;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.internal.Require;

/**
 * Brightness constancy linearised about a flow: the data term of {@link TvL1Descent}.
 *
 * <p><b>Shapes</b> here {@code (N, H, W, 4)} as (I0, dI0/dx, dI0/dy, weight of the smoothness),
 * there {@code (N, H, W, 3)} as (I1, dI1/dx, dI1/dy), flow {@code (N, H, W, 2)} {@code -> (N, H, W,
 * 4)} as (ax, ay, rho, weight); all float32, or all float64. <b>Maths</b> with I1 read bilinearly
 * at {@code q = (j + dx, i + dy)}: {@code a = (dI0 + dI1(q)) / 2, rho = I1(q) - I0 - a . flow}, so
 * that {@code rho + a . v} is the difference of brightness for a flow v nearby. <b>Gradient</b>
 * none. <b>Edges</b> where q is outside of the frame, or NaN, nothing is known: a and rho are 0.
 * <b>Determinism</b> exact. <b>Reference</b> Zach, Pock, Bischof, A Duality Based Approach for
 * Realtime TV-L1 Optical Flow, 2007, equation 5; both frames' derivatives as in Wedel et al., An
 * Improved Algorithm for TV-L1 Optical Flow, 2009.
 */
public final class TvL1Linearize implements Op<Void> {
  /** Inputs here, there, flow; output as above. */
  public static final Kernel.Key<Void> KEY = Kernel.key("tv_l1_linearize");

  private static final TvL1Linearize OP = new TvL1Linearize();

  private TvL1Linearize() {}

  /** The data term about {@code flow}. */
  public static Tensor tvL1Linearize(Tensor here, Tensor there, Tensor flow) {
    return OP.apply1(null, here, there, flow);
  }

  @Override
  public Kernel.Key<Void> key() {
    return KEY;
  }

  @Override
  public boolean differentiable() {
    return false;
  }

  @Override
  public TensorSpec[] infer(Void none, TensorSpec... in) {
    String op = KEY.name();
    Require.rank(op, "here", in[0], 4, "(N, H, W, 4)");
    Require.shape(op, "here", in[0], in[0].shape().with(3, 4));
    Require.wide(op, "here", in[0]);
    Require.spec(op, "there", in[1], in[0].shape().with(3, 3), in[0].dtype());
    Require.spec(op, "flow", in[2], in[0].shape().with(3, 2), in[0].dtype());
    return new TensorSpec[] {in[0]};
  }
}
