package dev.v2v.engine.op.reduce;

import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;

/**
 * Softmax and its logarithm along a dimension.
 *
 * <p><b>Shapes</b> any, unchanged; a softmax over space is one over dimension 1 of {@code (N, H W,
 * C)}. <b>Maths</b> y = e^(x - m) / sum e^(x - m) with m = max x, or log y = x - m - log sum e^(x -
 * m). <b>Gradient</b> y (g - sum g y), or g - e^y sum g. <b>Edges</b> does not overflow; -infinity
 * counts nothing, but a line of nothing else is NaN. <b>Determinism</b> exact for a given backend
 * and thread count. <b>Reference</b> torch.softmax and log_softmax.
 */
public final class Softmax implements Op<Softmax.Params> {
  /** Input x, output y. */
  public static final Kernel.Key<Params> KEY = Kernel.key("softmax");

  /** Inputs gradOut, y; output gradX. */
  public static final Kernel.Key<Params> BACKWARD = Kernel.key("softmax_backward");

  private static final Softmax OP = new Softmax();

  /** The dimension, not negative, and whether the logarithm is taken. */
  public record Params(int dim, boolean log) {}

  private Softmax() {}

  /** Softmax along {@code dim}; {@code -1} is the last one. */
  public static Tensor softmax(Tensor x, int dim) {
    return OP.apply1(new Params(x.shape().axis(dim), false), x);
  }

  /** Logarithm of the softmax along {@code dim}; {@code -1} is the last one. */
  public static Tensor logSoftmax(Tensor x, int dim) {
    return OP.apply1(new Params(x.shape().axis(dim), true), x);
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    if (!in[0].dtype().isFloating()) {
      throw new DTypeException("softmax: needs a floating type, got " + in[0]);
    }
    return new TensorSpec[] {in[0]};
  }

  @Override
  public Tensor[] forward(OpContext<Params> ctx, Tensor... in) {
    Tensor[] out = ctx.allocateOutputs();
    ctx.launch(KEY, in, out);
    ctx.save(out[0]);
    return out;
  }

  @Override
  public Tensor[] backward(OpContext<Params> ctx, Tensor... gradOut) {
    Tensor gradX = ctx.allocateGrad(0);
    ctx.launch(BACKWARD, new Tensor[] {gradOut[0], ctx.saved(0)}, new Tensor[] {gradX});
    return new Tensor[] {gradX};
  }
}
