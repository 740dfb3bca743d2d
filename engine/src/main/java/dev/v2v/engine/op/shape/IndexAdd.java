package dev.v2v.engine.op.shape;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.internal.Require;

/**
 * Adds up lines that share an index, the transpose of {@link IndexSelect}: sums over the segments
 * of an image, for instance.
 *
 * <p><b>Shapes</b> x {@code (..., K, ...)}, index {@code (K)} of INT64 or INT32 {@code -> (..., D,
 * ...)}. <b>Maths</b> y[..., d, ...] = sum of x[..., k, ...] over the k with index[k] = d.
 * <b>Gradient</b> of x: the cotangent's line index[k]; the index has none. <b>Edges</b> a line that
 * no index names is 0; an index outside of [0, D) is left out. <b>Determinism</b> exact: added in
 * order of k. <b>Reference</b> torch.index_add on zeros.
 *
 * <p>IMPLEMENTATION NOTES: forward and backward are {@link IndexSelect}'s kernels with their roles
 * exchanged, so this operator has none of its own.
 */
public final class IndexAdd implements Op<IndexAdd.Params> {
  private static final Kernel.Key<Params> KEY = Kernel.key("index_add");
  private static final IndexAdd OP = new IndexAdd();

  /** The dimension, not negative, and its extent in the result. */
  public record Params(int dim, int extent) {
    private IndexSelect.Params transposed() {
      return new IndexSelect.Params(dim);
    }
  }

  private IndexAdd() {}

  /** Sums of the lines of dimension {@code dim}, {@code extent} of them. */
  public static Tensor indexAdd(Tensor x, int dim, Tensor index, int extent) {
    return OP.apply1(new Params(x.shape().axis(dim), extent), x, index);
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    Require.floating("index_add", "x", in[0]);
    Gather.requireIndex("index_add", in[1]);
    Shape x = in[0].shape();
    if (!in[1].shape().equals(Shape.of(x.dim(p.dim())))) {
      throw new ShapeException(
          "index_add: index must have one entry for each line of dimension "
              + p.dim()
              + " of "
              + x
              + ", got "
              + in[1].shape());
    }
    if (p.extent() < 0) {
      throw new IllegalArgumentException("index_add: extent must be 0 or more, got " + p.extent());
    }
    return new TensorSpec[] {new TensorSpec(x.with(p.dim(), p.extent()), in[0].dtype())};
  }

  @Override
  public Tensor[] forward(OpContext<Params> ctx, Tensor... in) {
    Tensor[] out = ctx.allocateOutputs();
    ctx.launch(IndexSelect.BACKWARD, ctx.params().transposed(), in, out);
    ctx.save(in[1]);
    return out;
  }

  @Override
  public Tensor[] backward(OpContext<Params> ctx, Tensor... gradOut) {
    Tensor gradX = ctx.allocateGrad(0);
    ctx.launch(
        IndexSelect.KEY,
        ctx.params().transposed(),
        new Tensor[] {gradOut[0], ctx.saved(0)},
        new Tensor[] {gradX});
    return new Tensor[] {gradX, null};
  }
}
