package dev.v2v.engine.op.shape;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Reorders dimensions, copying.
 *
 * <p><b>Shapes</b> {@code x -> y} with y.dim(i) = x.dim(order[i]). <b>Maths</b> y[i_0, ...] = x[j]
 * with j_order[k] = i_k. <b>Gradient</b> the inverse permutation. <b>Edges</b> none; where only
 * dimensions of extent 1 move nothing is copied. <b>Determinism</b> exact. <b>Reference</b>
 * torch.permute.
 */
public final class Permute implements Op<Permute.Params> {
  /** Input x, output y. */
  public static final Kernel.Key<Params> KEY = Kernel.key("permute");

  private static final Permute OP = new Permute();

  /** Dimension {@code i} of the output is dimension {@code order(i)} of the input. */
  public record Params(List<Integer> order) {}

  private Permute() {}

  /** Reorders all dimensions: the output's dimension i is {@code order[i]} of {@code x}. */
  public static Tensor permute(Tensor x, int... order) {
    if (order.length != x.rank()) {
      throw new ShapeException(
          "permute: needs each dimension of " + x.shape() + " once, got " + Arrays.toString(order));
    }
    int[] axes = IntStream.of(order).map(x.shape()::axis).toArray();
    int[] moving = IntStream.of(axes).filter(axis -> x.dim(axis) != 1).toArray();
    Params p = new Params(IntStream.of(axes).boxed().toList());
    if (IntStream.range(1, moving.length).allMatch(i -> moving[i - 1] < moving[i])) {
      return Reshape.reshape(x, OP.infer(p, x.spec())[0].shape());
    }
    return OP.apply1(p, x);
  }

  /** Swaps two dimensions. */
  public static Tensor transpose(Tensor x, int a, int b) {
    int[] order = IntStream.range(0, x.rank()).toArray();
    order[x.shape().axis(a)] = x.shape().axis(b);
    order[x.shape().axis(b)] = x.shape().axis(a);
    return permute(x, order);
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    Shape x = in[0].shape();
    if (p.order().stream().distinct().count() != x.rank()) {
      throw new ShapeException("permute: needs each dimension of " + x + " once, got " + p.order());
    }
    Shape out = Shape.of(p.order().stream().mapToInt(x::dim).toArray());
    return new TensorSpec[] {new TensorSpec(out, in[0].dtype())};
  }

  @Override
  public Tensor[] backward(OpContext<Params> ctx, Tensor... gradOut) {
    List<Integer> order = ctx.params().order();
    int[] inverse = IntStream.range(0, order.size()).map(order::indexOf).toArray();
    return new Tensor[] {permute(gradOut[0], inverse)};
  }
}
