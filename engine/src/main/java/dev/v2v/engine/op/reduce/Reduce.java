package dev.v2v.engine.op.reduce;

import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.shape.Permute;
import dev.v2v.engine.op.shape.Reshape;
import java.util.stream.IntStream;

/**
 * Sum, mean, variance, maximum and minimum over dimensions.
 *
 * <p><b>Shapes</b> {@code x ->} x without the reduced dimensions, or with extent 1 there if kept.
 * No dimensions given means all. <b>Maths</b> see {@link Function}; with n values reduced, mean =
 * sum / n and variance = sum (x - mean)^2 / (n - correction). <b>Gradient</b> the cotangent times
 * 1, 1 / n or 2 (x - mean) / (n - correction); of max and min it goes to the first extreme value.
 * <b>Edges</b> an empty sum is 0, an empty mean NaN, an empty extremum is refused; NaN is an
 * extreme value. <b>Determinism</b> exact for a given backend and thread count. <b>Reference</b>
 * torch.sum, mean, var, amax and amin.
 */
public final class Reduce implements Op<Reduce.Params> {
  /** Input x, output of the inferred shape. */
  public static final Kernel.Key<Params> KEY = Kernel.key("reduce");

  /** Inputs gradOut and x, which is {@code null} for sum and mean; output gradX. */
  public static final Kernel.Key<Params> BACKWARD = Kernel.key("reduce_backward");

  private static final Reduce OP = new Reduce();

  /** What the values are reduced to. */
  public enum Function {
    SUM,
    MEAN,
    VAR,
    MAX,
    MIN;

    /** Whether backward needs x. */
    boolean savesInput() {
      return this != SUM && this != MEAN;
    }
  }

  /**
   * Kernels reduce one run of dimensions, seen as {@code x.split(from, to)}.
   *
   * @param correction what variance subtracts from n: 0 biased, 1 unbiased
   */
  public record Params(Function function, int from, int to, boolean keepDim, int correction) {}

  private Reduce() {}

  /** Sum of all elements. */
  public static Tensor sum(Tensor x) {
    return sum(x, false);
  }

  public static Tensor sum(Tensor x, boolean keepDim, int... dims) {
    return reduce(Function.SUM, x, 0, keepDim, dims);
  }

  /** Mean of all elements. */
  public static Tensor mean(Tensor x) {
    return mean(x, false);
  }

  public static Tensor mean(Tensor x, boolean keepDim, int... dims) {
    return reduce(Function.MEAN, x, 0, keepDim, dims);
  }

  /** Variance; {@code correction} is 0 for the biased one, 1 for the unbiased one. */
  public static Tensor var(Tensor x, int correction, boolean keepDim, int... dims) {
    return reduce(Function.VAR, x, correction, keepDim, dims);
  }

  public static Tensor max(Tensor x, boolean keepDim, int... dims) {
    return reduce(Function.MAX, x, 0, keepDim, dims);
  }

  public static Tensor min(Tensor x, boolean keepDim, int... dims) {
    return reduce(Function.MIN, x, 0, keepDim, dims);
  }

  /** Dimensions that are not neighbours are brought together first. */
  private static Tensor reduce(
      Function function, Tensor x, int correction, boolean keepDim, int... dims) {
    boolean[] reduced = reduced(function, x.shape(), dims);
    int[] from = IntStream.range(0, x.rank()).filter(i -> reduced[i]).toArray();
    if (from.length == 0) { // a scalar: reduced over its one element
      return OP.apply1(new Params(function, 0, 0, keepDim, correction), x);
    }
    int first = from[0];
    int last = from[from.length - 1];
    if (last - first + 1 == from.length) {
      return OP.apply1(new Params(function, first, last + 1, keepDim, correction), x);
    }
    int[] kept = IntStream.range(0, x.rank()).filter(i -> !reduced[i]).toArray();
    int[] order = IntStream.concat(IntStream.of(kept), IntStream.of(from)).toArray();
    Params p = new Params(function, kept.length, x.rank(), false, correction);
    Tensor y = OP.apply1(p, Permute.permute(x, order));
    return keepDim ? Reshape.reshape(y, ones(x.shape(), from)) : y;
  }

  private static boolean[] reduced(Function function, Shape shape, int... dims) {
    boolean[] reduced = new boolean[shape.rank()];
    for (int d : dims.length == 0 ? IntStream.range(0, shape.rank()).toArray() : dims) {
      int axis = shape.axis(d);
      if (reduced[axis]) {
        throw new ShapeException(
            function + ": each dimension may be given once, got " + d + " again for " + shape);
      }
      reduced[axis] = true;
    }
    return reduced;
  }

  private static Shape ones(Shape shape, int... dims) {
    Shape kept = shape;
    for (int d : dims) {
      kept = kept.with(d, 1);
    }
    return kept;
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    if (!in[0].dtype().isFloating()) {
      throw new DTypeException(p.function() + ": needs a floating type, got " + in[0]);
    }
    Shape x = in[0].shape();
    boolean extremum = p.function() == Function.MAX || p.function() == Function.MIN;
    if (extremum && x.split(p.from(), p.to()).size() == 0) {
      throw new ShapeException(p.function() + ": needs at least one value, got " + x);
    }
    int[] range = IntStream.range(p.from(), p.to()).toArray();
    Shape out =
        p.keepDim()
            ? ones(x, range)
            : Shape.of(
                IntStream.range(0, x.rank())
                    .filter(i -> i < p.from() || i >= p.to())
                    .map(x::dim)
                    .toArray());
    return new TensorSpec[] {new TensorSpec(out, in[0].dtype())};
  }

  @Override
  public Tensor[] forward(OpContext<Params> ctx, Tensor... in) {
    Tensor[] out = ctx.allocateOutputs();
    ctx.launch(KEY, in, out);
    ctx.save(ctx.params().function().savesInput() ? in[0] : null);
    return out;
  }

  @Override
  public Tensor[] backward(OpContext<Params> ctx, Tensor... gradOut) {
    Tensor gradX = ctx.allocateGrad(0);
    ctx.launch(BACKWARD, new Tensor[] {gradOut[0], ctx.saved(0)}, new Tensor[] {gradX});
    return new Tensor[] {gradX};
  }
}
