package dev.v2v.engine.op.shape;

import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;

/**
 * Picks single elements along a dimension.
 *
 * <p><b>Shapes</b> x {@code (..., D, ...)}, index {@code (..., K, ...)} of INT64 or INT32, alike
 * except in the dimension {@code ->} like index. <b>Maths</b> y[..., k, ...] = x[..., index[..., k,
 * ...], ...]. <b>Gradient</b> the cotangent added up at the indices; the index has none.
 * <b>Edges</b> an index outside of [0, D) gives 0 and receives no gradient, since a device cannot
 * refuse it in time. <b>Determinism</b> exact: gradients are added in order of k. <b>Reference</b>
 * torch.gather.
 */
public final class Gather implements Op<Gather.Params> {
  /** Inputs x, index; output y. */
  public static final Kernel.Key<Params> KEY = Kernel.key("gather");

  /** Inputs gradOut, index; output gradX, written everywhere. */
  public static final Kernel.Key<Params> BACKWARD = Kernel.key("gather_backward");

  private static final Gather OP = new Gather();

  /** The dimension, not negative. */
  public record Params(int dim) {}

  private Gather() {}

  /** The elements {@code index} along dimension {@code dim}. */
  public static Tensor gather(Tensor x, int dim, Tensor index) {
    return OP.apply1(new Params(x.shape().axis(dim)), x, index);
  }

  static void requireIndex(String op, TensorSpec index) {
    if (index.dtype() != DType.INT64 && index.dtype() != DType.INT32) {
      throw new DTypeException(op + ": index must be INT64 or INT32, got " + index);
    }
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    requireIndex("gather", in[1]);
    Shape x = in[0].shape();
    Shape index = in[1].shape();
    if (index.rank() != x.rank() || !index.with(p.dim(), 0).equals(x.with(p.dim(), 0))) {
      throw new ShapeException(
          "gather: index must be like x except in dimension "
              + p.dim()
              + ", got "
              + index
              + " for "
              + x);
    }
    return new TensorSpec[] {new TensorSpec(index, in[0].dtype())};
  }

  @Override
  public Tensor[] forward(OpContext<Params> ctx, Tensor... in) {
    Tensor[] out = ctx.allocateOutputs();
    ctx.launch(KEY, in, out);
    ctx.save(in[1]);
    return out;
  }

  @Override
  public Tensor[] backward(OpContext<Params> ctx, Tensor... gradOut) {
    Tensor gradX = ctx.allocateGrad(0);
    ctx.launch(BACKWARD, new Tensor[] {gradOut[0], ctx.saved(0)}, new Tensor[] {gradX});
    return new Tensor[] {gradX, null};
  }
}
