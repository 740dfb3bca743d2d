package dev.v2v.engine.op.flow;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.internal.Require;

/**
 * Iterations of a primal-dual method on {@code sum of lambda |rho + a . u| + g |grad u|}: an L1
 * data term and the total variation of the flow, weighted by g.
 *
 * <p><b>Shapes</b> flow u {@code (N, H, W, 2)}, its dual p {@code (N, H, W, 4)} as (p11, p12, p21,
 * p22), data {@code (N, H, W, 4)} as (ax, ay, rho, g) of {@link TvL1Linearize} {@code ->} flow and
 * dual alike; all float32, or all float64. <b>Maths</b> with forward differences grad, div its
 * negative adjoint, and the lead r, at first u, each iteration is
 *
 * <pre>
 *   q = p + sigma grad r                  p = q g / max(g, |q|), |q| over all four numbers
 *   v = u + tau div p                     u' = v - a clamp((rho + a . v) / |a|^2, -tau lambda, tau lambda)
 *   r = 2 u' - u
 * </pre>
 *
 * which converges for {@code tau sigma <= 1/8}. <b>Gradient</b> none. <b>Edges</b> differences
 * across the frame's border are 0, and so is the dual of them; a pixel with a = 0 follows its
 * neighbours only; {@code |a|^2} is at least {@link #LEAST}. <b>Determinism</b> exact.
 * <b>Reference</b> Chambolle, Pock, A First-Order Primal-Dual Algorithm for Convex Problems, 2011,
 * algorithm 1 and section 6.2.3; weights as in Werlberger et al., Anisotropic Huber-L1 Optical
 * Flow, 2009.
 */
public final class TvL1Descent implements Op<TvL1Descent.Params> {
  /** Inputs flow, dual, data; outputs flow, dual. */
  public static final Kernel.Key<Params> KEY = Kernel.key("tv_l1_descent");

  /** Keeps the quotient of the data term finite where there is no slope. */
  public static final double LEAST = 1e-9;

  private static final TvL1Descent OP = new TvL1Descent();

  /**
   * Of every iteration.
   *
   * @param lambda weight of the data term
   * @param tau step of the flow
   * @param sigma step of the dual
   */
  public record Params(int iterations, double lambda, double tau, double sigma) {}

  /** Where the iterations arrived; the dual is where further ones start from. */
  public record State(Tensor flow, Tensor dual) {}

  private TvL1Descent() {}

  /**
   * {@code iterations} steps from {@code state}.
   *
   * @throws IllegalArgumentException unless iterations, lambda, tau and sigma are positive
   */
  public static State tvL1Descent(Params params, State state, Tensor data) {
    Tensor[] out = OP.apply(params, state.flow(), state.dual(), data);
    return new State(out[0], out[1]);
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public boolean differentiable() {
    return false;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    String op = KEY.name();
    Require.positive(op, "iterations", p.iterations());
    Require.positive(op, "lambda", p.lambda());
    Require.positive(op, "tau", p.tau());
    Require.positive(op, "sigma", p.sigma());
    Require.rank(op, "flow", in[0], 4, "(N, H, W, 2)");
    Require.shape(op, "flow", in[0], in[0].shape().with(3, 2));
    Require.wide(op, "flow", in[0]);
    Require.spec(op, "dual", in[1], in[0].shape().with(3, 4), in[0].dtype());
    Require.spec(op, "data", in[2], in[0].shape().with(3, 4), in[0].dtype());
    return new TensorSpec[] {in[0], in[1]};
  }
}
