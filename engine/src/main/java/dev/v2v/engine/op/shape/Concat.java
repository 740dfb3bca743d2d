package dev.v2v.engine.op.shape;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import java.util.Arrays;

/**
 * Joins tensors along a dimension.
 *
 * <p><b>Shapes</b> tensors that differ in one dimension at most {@code ->} the sum of their extents
 * there. <b>Maths</b> one after the other. <b>Gradient</b> each input's slice of the cotangent.
 * <b>Edges</b> empty inputs are allowed. <b>Determinism</b> exact. <b>Reference</b> torch.cat.
 */
public final class Concat implements Op<Concat.Params> {
  /** Inputs in order, output y. */
  public static final Kernel.Key<Params> KEY = Kernel.key("concat");

  private static final Concat OP = new Concat();

  /** The dimension, not negative. */
  public record Params(int dim) {}

  private Concat() {}

  /** Joins along {@code dim}; {@code -1} is the last one. One tensor is returned as it is. */
  public static Tensor concat(int dim, Tensor... xs) {
    if (xs.length == 0) {
      throw new ShapeException("concat: needs at least one tensor, got none");
    }
    return xs.length == 1 ? xs[0] : OP.apply1(new Params(xs[0].shape().axis(dim)), xs);
  }

  /** Joins tensors of equal shape along a new dimension {@code dim} of the result. */
  public static Tensor stack(int dim, Tensor... xs) {
    Tensor[] expanded =
        Arrays.stream(xs)
            .map(x -> Reshape.reshape(x, insert(x.shape(), dim)))
            .toArray(Tensor[]::new);
    return concat(dim, expanded);
  }

  private static Shape insert(Shape shape, int dim) {
    int rank = shape.rank() + 1;
    int at = dim < 0 ? dim + rank : dim;
    if (at < 0 || at >= rank) {
      throw new ShapeException("stack: dimension " + dim + " is outside of rank " + rank);
    }
    int[] dims = new int[rank];
    for (int i = 0; i < rank; i++) {
      dims[i] = i == at ? 1 : shape.dim(i < at ? i : i - 1);
    }
    return Shape.of(dims);
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    int extent = 0;
    for (TensorSpec spec : in) {
      boolean fits =
          spec.dtype() == in[0].dtype()
              && spec.shape().rank() == in[0].shape().rank()
              && spec.shape().with(p.dim(), 0).equals(in[0].shape().with(p.dim(), 0));
      if (!fits) {
        throw new ShapeException(
            "concat: tensors must be alike except in dimension "
                + p.dim()
                + ", got "
                + in[0]
                + " and "
                + spec);
      }
      extent += spec.shape().dim(p.dim());
    }
    return new TensorSpec[] {new TensorSpec(in[0].shape().with(p.dim(), extent), in[0].dtype())};
  }

  @Override
  public Tensor[] backward(OpContext<Params> ctx, Tensor... gradOut) {
    int dim = ctx.params().dim();
    Tensor[] grads = new Tensor[ctx.inputs()];
    int start = 0;
    for (int i = 0; i < grads.length; i++) {
      int end = start + ctx.input(i).shape().dim(dim);
      grads[i] = ctx.needsGrad(i) ? Slice.slice(gradOut[0], dim, start, end) : null;
      start = end;
    }
    return grads;
  }
}
