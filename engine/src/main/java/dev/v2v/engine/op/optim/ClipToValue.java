package dev.v2v.engine.op.optim;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import java.util.List;

/**
 * Clamps n gradients element by element.
 *
 * <p><b>Shapes</b> n tensors of any shapes, written in place. <b>Maths</b> x = min(max(x, -limit),
 * limit). <b>Gradient</b> none. <b>Edges</b> NaN stays. <b>Determinism</b> exact. <b>Reference</b>
 * torch.nn.utils.clip_grad_value_.
 */
public final class ClipToValue implements Op<Double> {
  /** The limit; no inputs, outputs the tensors. */
  public static final Kernel.Key<Double> KEY = Kernel.key("clip_to_value");

  private static final ClipToValue OP = new ClipToValue();

  private ClipToValue() {}

  /** Clamps every element of {@code tensors} to {@code [-limit, limit]}, in place. */
  public static void clipToValue(double limit, List<Tensor> tensors) {
    OP.apply(limit, tensors.toArray(Tensor[]::new));
  }

  @Override
  public Kernel.Key<Double> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Double limit, TensorSpec... in) {
    if (!(limit >= 0)) {
      throw new IllegalArgumentException("clip_to_value: limit must not be negative, got " + limit);
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
