package dev.v2v.engine.op.optim;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import java.util.List;

/**
 * Moves n tensors towards n others, as a running average does.
 *
 * <p><b>Shapes</b> x and y, lists of n tensors, entry i of each of one shape; y is written in
 * place. <b>Maths</b> y = y + weight (x - y). <b>Gradient</b> none. <b>Edges</b> weight 1 copies
 * finite values. <b>Determinism</b> exact. <b>Reference</b> torch.lerp for weights below 1/2.
 */
public final class Lerp implements Op<Double> {
  /** The weight; inputs x, outputs y, n tensors each. */
  public static final Kernel.Key<Double> KEY = Kernel.key("lerp");

  private static final Lerp OP = new Lerp();

  private Lerp() {}

  /** {@code y += weight * (x - y)}, in place. */
  public static void lerp(double weight, List<Tensor> x, List<Tensor> y) {
    OP.apply(weight, TensorLists.join(x, y));
  }

  @Override
  public Kernel.Key<Double> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Double weight, TensorSpec... in) {
    return TensorLists.check(KEY, 2, in);
  }

  @Override
  public Tensor[] forward(OpContext<Double> ctx, Tensor... in) {
    return TensorLists.step(ctx, KEY, 2, in);
  }

  @Override
  public boolean differentiable() {
    return false;
  }
}
