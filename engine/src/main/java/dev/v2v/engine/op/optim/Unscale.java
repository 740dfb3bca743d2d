package dev.v2v.engine.op.optim;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import java.util.List;

/**
 * Undoes loss scaling on n gradients and tells whether any of them overflowed.
 *
 * <p><b>Shapes</b> n tensors of any shapes and a scalar, all written in place. <b>Maths</b> x =
 * factor x; overflow = 1 if any x is infinite or NaN, else unchanged, so it gathers over launches.
 * <b>Gradient</b> none. <b>Edges</b> none. <b>Determinism</b> exact. <b>Reference</b> Micikevicius
 * et al. 2018, section 3.2; torch.cuda.amp.GradScaler.
 */
public final class Unscale implements Op<Double> {
  /** The factor; no inputs, outputs the tensors and then the overflow flag. */
  public static final Kernel.Key<Double> KEY = Kernel.key("unscale");

  private static final Unscale OP = new Unscale();

  private Unscale() {}

  /** Multiplies {@code tensors} by {@code factor} and raises {@code overflow}, in place. */
  public static void unscale(double factor, List<Tensor> tensors, Tensor overflow) {
    OP.apply(factor, TensorLists.join(tensors, List.of(overflow)));
  }

  @Override
  public Kernel.Key<Double> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Double factor, TensorSpec... in) {
    Shape flag = in[in.length - 1].shape();
    if (!flag.equals(Shape.scalar())) {
      throw new ShapeException("unscale: the overflow flag must be a scalar, got " + flag);
    }
    return TensorLists.checkTypes(KEY, in);
  }

  @Override
  public Tensor[] forward(OpContext<Double> ctx, Tensor... in) {
    ctx.launch(KEY, new Tensor[0], in);
    return new Tensor[0];
  }

  @Override
  public boolean differentiable() {
    return false;
  }
}
