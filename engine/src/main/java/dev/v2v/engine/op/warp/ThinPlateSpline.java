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
 * A random affine and thin-plate transform of points, with its Jacobian at each of them.
 *
 * <p><b>Shapes</b> points {@code (N, P, 2)} as (x, y), theta {@code (N, 2, 3)}, weights {@code (N,
 * M M)} {@code -> (N, P, 2), (N, P, 2, 2)}. The M x M control points P_k span [-1, 1] evenly, x
 * fastest. <b>Maths</b> with r_k = |c_x - P_kx| + |c_y - P_ky| and s(c) = sum of w_k r_k^2 ln(r_k +
 * 1e-6): T(c) = theta (c, 1) + (s, s); dT/dc = theta[:, :2] + ((s_x, s_y), (s_x, s_y)).
 * <b>Gradient</b> to the points, through both outputs, in closed form; theta and weights are drawn,
 * not learned, and have none. <b>Edges</b> the derivative of |.| at 0 is 0. <b>Determinism</b>
 * exact. <b>Reference</b> Siarohin et al. 2019, section 3.1; the distance is the L1 distance and x
 * and y share one scalar, as in the authors' training.
 */
public final class ThinPlateSpline implements Op<Void> {
  public static final Kernel.Key<Void> KEY = Kernel.key("thin_plate_spline");

  /** Inputs gradMoved, gradJacobian, points, theta, weights; output gradPoints. */
  public static final Kernel.Key<Void> BACKWARD = Kernel.key("thin_plate_spline_backward");

  /** Keeps the logarithm finite at a control point. */
  public static final double EPS = 1e-6;

  private static final ThinPlateSpline OP = new ThinPlateSpline();

  /**
   * Transformed points and the transform's Jacobian at the points that came in.
   *
   * @param moved {@code (N, P, 2)}
   * @param jacobian {@code (N, P, 2, 2)}
   */
  public record Result(Tensor moved, Tensor jacobian) {}

  private ThinPlateSpline() {}

  /** Transforms points. */
  public static Result thinPlateSpline(Tensor points, Tensor theta, Tensor weights) {
    Tensor[] out = OP.apply(null, points, theta, weights);
    return new Result(out[0], out[1]);
  }

  /** Coordinate of control point {@code i} of {@code m} along one axis. */
  public static double control(int i, int m) {
    return m == 1 ? -1 : 2.0 * i / (m - 1) - 1;
  }

  @Override
  public Kernel.Key<Void> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Void p, TensorSpec... in) {
    Require.rank(KEY.name(), "points", in[0], 3, "(N, P, 2)");
    Require.floating(KEY.name(), "points", in[0]);
    Shape points = in[0].shape();
    if (points.dim(2) != 2) {
      throw new ShapeException("thin_plate_spline: points must be (N, P, 2), got " + points);
    }
    int n = points.dim(0);
    Require.spec(KEY.name(), "theta", in[1], Shape.of(n, 2, 3), in[0].dtype());
    Require.rank(KEY.name(), "weights", in[2], 2, "(N, M M)");
    int m = (int) Math.rint(Math.sqrt(in[2].shape().dim(1)));
    if (m < 1 || m * m != in[2].shape().dim(1)) {
      throw new ShapeException("thin_plate_spline: weights must be (N, M M), got " + in[2].shape());
    }
    Require.spec(KEY.name(), "weights", in[2], Shape.of(n, m * m), in[0].dtype());
    return new TensorSpec[] {
      in[0], new TensorSpec(Shape.of(n, points.dim(1), 2, 2), in[0].dtype())
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
    if (ctx.needsGrad(1) || ctx.needsGrad(2)) {
      throw new IllegalStateException(
          "thin_plate_spline: theta and weights are drawn and have no gradient");
    }
    Tensor gradPoints = ctx.allocateGrad(0);
    ctx.launch(
        BACKWARD,
        new Tensor[] {gradOut[0], gradOut[1], ctx.saved(0), ctx.saved(1), ctx.saved(2)},
        new Tensor[] {gradPoints});
    return new Tensor[] {gradPoints, null, null};
  }
}
