package dev.v2v.engine.op.reduce;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;

/**
 * Repeats a tensor along new dimensions and dimensions of extent 1.
 *
 * <p><b>Shapes</b> {@code x -> target}, where x broadcasts to target. <b>Maths</b> y[i] = x[j], j
 * the index that broadcasts to i. <b>Gradient</b> {@link SumTo}. <b>Edges</b> none.
 * <b>Determinism</b> exact. <b>Reference</b> NumPy broadcasting rules.
 */
public final class BroadcastTo implements Op<Shape> {
  private static final BroadcastTo OP = new BroadcastTo();
  public static final Kernel.Key<Shape> KEY = Kernel.key("broadcast_to");

  private BroadcastTo() {}

  /** {@code x} repeated to {@code target}; {@code x} itself if the shapes are equal. */
  public static Tensor broadcastTo(Tensor x, Shape target) {
    return x.shape().equals(target) ? x : OP.apply1(target, x);
  }

  @Override
  public Kernel.Key<Shape> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Shape target, TensorSpec... in) {
    if (in[0].shape().rank() > target.rank()
        || !Shape.broadcast(in[0].shape(), target).equals(target)) {
      throw new ShapeException(
          "broadcast_to: " + in[0].shape() + " must broadcast to the target, got " + target);
    }
    return new TensorSpec[] {new TensorSpec(target, in[0].dtype())};
  }

  @Override
  public Tensor[] backward(OpContext<Shape> ctx, Tensor... gradOut) {
    return new Tensor[] {SumTo.sumTo(gradOut[0], ctx.input(0).shape())};
  }
}
