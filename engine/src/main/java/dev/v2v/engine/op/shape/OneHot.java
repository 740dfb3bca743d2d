package dev.v2v.engine.op.shape;

import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import java.util.Arrays;

/**
 * Labels as indicator vectors.
 *
 * <p><b>Shapes</b> {@code (...)} of an integer type {@code -> (..., classes)}, so that label maps
 * become channels-last images. <b>Maths</b> y[..., c] = 1 if c is the label, else 0.
 * <b>Gradient</b> none. <b>Edges</b> a label outside of [0, classes), as for pixels to ignore,
 * gives a vector of zeros. <b>Determinism</b> exact. <b>Reference</b> torch.nn.functional.one_hot.
 */
public final class OneHot implements Op<OneHot.Params> {
  /** Input labels, output y of the parameters' type. */
  public static final Kernel.Key<Params> KEY = Kernel.key("one_hot");

  private static final OneHot OP = new OneHot();

  /** Number of classes and the type of the result. */
  public record Params(int classes, DType dtype) {}

  private OneHot() {}

  /** Indicator vectors of {@code labels} in a new last dimension. */
  public static Tensor oneHot(Tensor labels, int classes, DType dtype) {
    return OP.apply1(new Params(classes, dtype), labels);
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
    if (in[0].dtype().isFloating()) {
      throw new DTypeException("one_hot: labels must be of an integer type, got " + in[0]);
    }
    if (p.classes() < 1) {
      throw new IllegalArgumentException("one_hot: needs at least one class, got " + p.classes());
    }
    int[] dims = Arrays.copyOf(in[0].shape().dims(), in[0].shape().rank() + 1);
    dims[dims.length - 1] = p.classes();
    return new TensorSpec[] {new TensorSpec(Shape.of(dims), p.dtype())};
  }
}
