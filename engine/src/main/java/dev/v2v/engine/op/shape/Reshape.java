package dev.v2v.engine.op.shape;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;

/**
 * The same elements in another shape. No copy: the result is a second handle on the storage, which
 * is safe since tensors are dense and constant.
 *
 * <p><b>Shapes</b> {@code x -> target} of as many elements; one extent may be -1 in {@link
 * #reshape(Tensor, int...)}. <b>Maths</b> identity in row-major order. <b>Gradient</b> reshape of
 * the cotangent. <b>Edges</b> none. <b>Determinism</b> exact. <b>Reference</b> none needed.
 */
public final class Reshape implements Op<Shape> {
  private static final Reshape OP = new Reshape();
  private static final Kernel.Key<Shape> KEY = Kernel.key("reshape");

  private Reshape() {}

  /** {@code x} in another shape. */
  public static Tensor reshape(Tensor x, Shape target) {
    return x.shape().equals(target) ? x : OP.apply1(target, x);
  }

  /** {@code x} in another shape; one extent may be -1 and is computed. */
  public static Tensor reshape(Tensor x, int... dims) {
    int[] resolved = dims.clone();
    long known = 1;
    int open = -1;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == -1 && open < 0) {
        open = i;
      } else {
        known *= dims[i];
      }
    }
    if (open >= 0) {
      if (known <= 0 || x.elements() % known != 0) {
        throw new ShapeException(
            "reshape: "
                + x.shape()
                + " does not divide into the given extents, got product "
                + known);
      }
      resolved[open] = Math.toIntExact(x.elements() / known);
    }
    return reshape(x, Shape.of(resolved));
  }

  @Override
  public Kernel.Key<Shape> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Shape target, TensorSpec... in) {
    if (target.elements() != in[0].shape().elements()) {
      throw new ShapeException(
          "reshape: number of elements must stay that of " + in[0].shape() + ", got " + target);
    }
    return new TensorSpec[] {new TensorSpec(target, in[0].dtype())};
  }

  @Override
  public Tensor[] forward(OpContext<Shape> ctx, Tensor... in) {
    return new Tensor[] {in[0].share(ctx.params())};
  }

  @Override
  public Tensor[] backward(OpContext<Shape> ctx, Tensor... gradOut) {
    return new Tensor[] {gradOut[0].share(ctx.input(0).shape())};
  }
}
