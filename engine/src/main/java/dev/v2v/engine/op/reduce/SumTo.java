package dev.v2v.engine.op.reduce;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;

/**
 * Sum over the dimensions that broadcasting would expand: the adjoint of {@link BroadcastTo}.
 *
 * <p><b>Shapes</b> {@code x -> target}, where {@code target} broadcasts to {@code x}'s shape.
 * <b>Maths</b> y[j] = sum of x[i] over all i that broadcast from j. <b>Gradient</b> the cotangent
 * broadcast to x. <b>Edges</b> an empty sum is 0. <b>Determinism</b> exact, fixed order.
 * <b>Reference</b> NumPy broadcasting rules.
 */
public final class SumTo implements Op<Shape> {
  /** Input x, output of the target shape. */
  public static final Kernel.Key<Shape> KEY = Kernel.key("sum_to");

  private static final SumTo OP = new SumTo();

  private SumTo() {}

  /** {@code x} summed to {@code target}; {@code x} itself if the shapes are equal. */
  public static Tensor sumTo(Tensor x, Shape target) {
    return x.shape().equals(target) ? x : OP.apply1(target, x);
  }

  @Override
  public Kernel.Key<Shape> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Shape target, TensorSpec... in) {
    if (target.rank() > in[0].shape().rank()
        || !Shape.broadcast(target, in[0].shape()).equals(in[0].shape())) {
      throw new ShapeException(
          "sum_to: target must broadcast to " + in[0].shape() + ", got " + target);
    }
    return new TensorSpec[] {new TensorSpec(target, in[0].dtype())};
  }

  @Override
  public Tensor[] backward(OpContext<Shape> ctx, Tensor... gradOut) {
    return new Tensor[] {BroadcastTo.broadcastTo(gradOut[0], ctx.input(0).shape())};
  }
}
