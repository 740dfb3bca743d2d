package dev.v2v.engine.op.shape;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;

/**
 * Picks whole lines along a dimension, as in a table of embeddings.
 *
 * <p><b>Shapes</b> x {@code (..., D, ...)}, index {@code (K)} of INT64 or INT32 {@code -> (..., K,
 * ...)}. <b>Maths</b> y[..., k, ...] = x[..., index[k], ...]. <b>Gradient</b> the cotangent added
 * up at the indices; the index has none. <b>Edges</b> an index outside of [0, D) gives 0 and
 * receives no gradient, since a device cannot refuse it in time. <b>Determinism</b> exact:
 * gradients are added in order of k. <b>Reference</b> torch.index_select.
 */
public final class IndexSelect implements Op<IndexSelect.Params> {
  /** Inputs x, index; output y. */
  public static final Kernel.Key<Params> KEY = Kernel.key("index_select");

  /** Inputs gradOut, index; output gradX, written everywhere. */
  public static final Kernel.Key<Params> BACKWARD = Kernel.key("index_select_backward");

  private static final IndexSelect OP = new IndexSelect();

  /** The dimension, not negative. */
  public record Params(int dim) {}

  private IndexSelect() {}

  /** The lines {@code index} of dimension {@code dim}. */
  public static Tensor indexSelect(Tensor x, int dim, Tensor index) {
    return OP.apply1(new Params(x.shape().axis(dim)), x, index);
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    Gather.requireIndex("index_select", in[1]);
    if (in[1].shape().rank() != 1) {
      throw new ShapeException("index_select: index must be (K), got " + in[1].shape());
    }
    Shape out = in[0].shape().with(p.dim(), in[1].shape().dim(0));
    return new TensorSpec[] {new TensorSpec(out, in[0].dtype())};
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
