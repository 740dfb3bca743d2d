package dev.v2v.engine.op.optim;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import java.util.List;

/**
 * One norm over all elements of n tensors.
 *
 * <p><b>Shapes</b> n tensors of any shapes and one type {@code -> ()} of that type. <b>Maths</b>
 * {@link Kind#EUCLIDEAN} sqrt(sum x^2), {@link Kind#MAXIMUM} max |x|. <b>Gradient</b> none.
 * <b>Edges</b> NaN if any element is NaN; 0 if there are no elements. <b>Determinism</b> exact for
 * a given backend and thread count. <b>Reference</b> torch.nn.utils.clip_grad_norm_.
 */
public final class GradientNorm implements Op<GradientNorm.Kind> {
  /** Inputs the tensors, output the norm. */
  public static final Kernel.Key<Kind> KEY = Kernel.key("gradient_norm");

  private static final GradientNorm OP = new GradientNorm();

  /** Which norm. */
  public enum Kind {
    EUCLIDEAN,
    MAXIMUM
  }

  private GradientNorm() {}

  /** The norm of {@code tensors} as one vector. */
  public static Tensor gradientNorm(Kind kind, List<Tensor> tensors) {
    return OP.apply1(kind, tensors.toArray(Tensor[]::new));
  }

  @Override
  public Kernel.Key<Kind> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Kind kind, TensorSpec... in) {
    TensorLists.checkTypes(KEY, in);
    return new TensorSpec[] {new TensorSpec(Shape.scalar(), in[0].dtype())};
  }

  @Override
  public boolean differentiable() {
    return false;
  }
}
