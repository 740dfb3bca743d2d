package dev.v2v.engine.op.optim;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import java.util.List;

/**
 * One step of stochastic gradient descent on n parameters.
 *
 * <p><b>Shapes</b> gradients g, parameters w and, with momentum, velocities b: lists of n tensors,
 * entry i of each of one shape; w and b are written in place. <b>Maths</b>
 *
 * <pre>
 *   d = g + weightDecay w
 *   b = d                               at the first step
 *   b = momentum b + (1 - dampening) d  later
 *   w = w - lr b,   Nesterov: w = w - lr (d + momentum b),   no momentum: w = w - lr d
 * </pre>
 *
 * <b>Gradient</b> none. <b>Edges</b> b is not read at the first step. <b>Determinism</b> exact.
 * <b>Reference</b> Sutskever et al. 2013 as torch.optim.SGD writes it, the learning rate outside of
 * the velocity.
 */
public final class SgdStep implements Op<SgdStep.Params> {
  /** Inputs g; outputs w and with momentum b, n tensors each. */
  public static final Kernel.Key<Params> KEY = Kernel.key("sgd_step");

  private static final SgdStep OP = new SgdStep();

  /** Constants of a step; {@code first} where the velocities have no history. */
  public record Params(
      double lr,
      double momentum,
      double dampening,
      double weightDecay,
      boolean nesterov,
      boolean first) {}

  private SgdStep() {}

  /** Steps all parameters; {@code b} is empty if the momentum is 0. */
  public static void sgdStep(Params params, List<Tensor> g, List<Tensor> w, List<Tensor> b) {
    OP.apply(params, TensorLists.join(g, w, b));
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
    return p.momentum() == 0 ? 2 : 3;
  }

  @Override
  public boolean differentiable() {
    return false;
  }
}
