package dev.v2v.engine.op.optim;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import java.util.List;

/**
 * One step of RMSProp on n parameters.
 *
 * <p><b>Shapes</b> gradients g, parameters w, mean squares v, with momentum velocities b, centred
 * also mean gradients a: lists of n tensors, entry i of each of one shape; everything but g is
 * written in place. <b>Maths</b>
 *
 * <pre>
 *   d = g + weightDecay w
 *   v = alpha v + (1 - alpha) d^2
 *   a = alpha a + (1 - alpha) d            centred
 *   r = sqrt(v) + eps,                     centred: r = sqrt(v - a^2) + eps
 *   b = momentum b + d / r;  w = w - lr b, no momentum: w = w - lr d / r
 * </pre>
 *
 * <b>Gradient</b> none. <b>Edges</b> rounding may push v - a^2 below 0, which counts as 0.
 * <b>Determinism</b> exact. <b>Reference</b> Hinton's lecture 6e; Graves 2013 (centred);
 * torch.optim.RMSprop.
 */
public final class RmsPropStep implements Op<RmsPropStep.Params> {
  /** Inputs g; outputs w, v, with momentum b, centred also a, n tensors each. */
  public static final Kernel.Key<Params> KEY = Kernel.key("rmsprop_step");

  private static final RmsPropStep OP = new RmsPropStep();

  /** Constants of a step. */
  public record Params(
      double lr, double alpha, double eps, double weightDecay, double momentum, boolean centered) {}

  private RmsPropStep() {}

  /** Steps all parameters; {@code b} is empty without momentum, {@code a} unless centred. */
  public static void rmsPropStep(
      Params params,
      List<Tensor> g,
      List<Tensor> w,
      List<Tensor> v,
      List<Tensor> b,
      List<Tensor> a) {
    OP.apply(params, TensorLists.join(g, w, v, b, a));
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    return TensorLists.check(KEY, lists(p), in);
  }

  @Override
  public Tensor[] forward(OpContext<Params> ctx, Tensor... in) {
    return TensorLists.step(ctx, KEY, lists(ctx.params()), in);
  }

  private static int lists(Params p) {
    return 3 + (p.momentum() == 0 ? 0 : 1) + (p.centered() ? 1 : 0);
  }

  @Override
  public boolean differentiable() {
    return false;
  }
}
