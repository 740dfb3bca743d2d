package dev.v2v.engine.op.reduce;

import dev.v2v.engine.DType;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import java.util.stream.IntStream;

/**
 * Index of the largest value along a dimension.
 *
 * <p><b>Shapes</b> {@code x ->} x without the dimension, or with extent 1 there if kept; INT64.
 * <b>Maths</b> the smallest i with x[i] = max x. <b>Gradient</b> none. <b>Edges</b> NaN is the
 * largest value; an empty dimension is refused. <b>Determinism</b> exact. <b>Reference</b>
 * torch.argmax.
 */
public final class ArgMax implements Op<ArgMax.Params> {
  /** Input x, output INT64. */
  public static final Kernel.Key<Params> KEY = Kernel.key("argmax");

  private static final ArgMax OP = new ArgMax();

  /** The dimension, not negative, and whether it stays with extent 1. */
  public record Params(int dim, boolean keepDim) {}

  private ArgMax() {}

  /** Index of the largest value along {@code dim}; {@code -1} is the last one. */
  public static Tensor argmax(Tensor x, int dim, boolean keepDim) {
    return OP.apply1(new Params(x.shape().axis(dim), keepDim), x);
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
    Shape x = in[0].shape();
    if (x.dim(p.dim()) == 0) {
      throw new ShapeException("argmax: needs at least one value, got " + x);
    }
    Shape out =
        p.keepDim()
            ? x.with(p.dim(), 1)
            : Shape.of(
                IntStream.range(0, x.rank()).filter(i -> i != p.dim()).map(x::dim).toArray());
    return new TensorSpec[] {new TensorSpec(out, DType.INT64)};
  }
}
