package dev.v2v.engine.op.shape;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A regular part of a tensor, copied.
 *
 * <p><b>Shapes</b> {@code x -> y} with y.dim(i) = ceil((end_i - start_i) / step_i). <b>Maths</b>
 * y[j] = x[start + j step], dimension by dimension. <b>Gradient</b> the cotangent at those places,
 * 0 elsewhere. <b>Edges</b> empty ranges are allowed; a range that leaves the tensor is refused.
 * <b>Determinism</b> exact. <b>Reference</b> basic indexing of NumPy.
 */
public final class Slice implements Op<Slice.Params> {
  /** Input x, output y. */
  public static final Kernel.Key<Params> KEY = Kernel.key("slice");

  /** Input gradOut; output gradX, written everywhere. */
  public static final Kernel.Key<Params> BACKWARD = Kernel.key("slice_backward");

  private static final Slice OP = new Slice();

  /** Indices {@code start, start + step, ...} below {@code end}. */
  public record Range(int start, int end, int step) {
    /** Every index from {@code start} to below {@code end}. */
    public static Range of(int start, int end) {
      return new Range(start, end, 1);
    }

    public int length() {
      return (end - start + step - 1) / step;
    }
  }

  /** One range for each dimension. */
  public record Params(List<Range> ranges) {}

  private Slice() {}

  /** The indices from {@code start} to below {@code end} of dimension {@code dim}. */
  public static Tensor slice(Tensor x, int dim, int start, int end) {
    return slice(x, dim, start, end, 1);
  }

  /** Every {@code step}-th index from {@code start} to below {@code end} of {@code dim}. */
  public static Tensor slice(Tensor x, int dim, int start, int end, int step) {
    Range[] ranges = new Range[x.rank()];
    ranges[x.shape().axis(dim)] = new Range(start, end, step);
    return slice(x, ranges);
  }

  /** A range for each dimension; {@code null} takes all of it. */
  public static Tensor slice(Tensor x, Range... ranges) {
    List<Range> all = new ArrayList<>(Arrays.asList(ranges));
    for (int i = 0; i < Math.min(x.rank(), all.size()); i++) {
      if (all.get(i) == null) {
        all.set(i, Range.of(0, x.dim(i)));
      }
    }
    return OP.apply1(new Params(List.copyOf(all)), x);
  }

  /** Cuts {@code x} along {@code dim} into parts of the given extents. */
  public static Tensor[] split(Tensor x, int dim, int... extents) {
    if (Arrays.stream(extents).sum() != x.dim(dim)) {
      throw new ShapeException(
          "split: extents must add up to dimension "
              + dim
              + " of "
              + x.shape()
              + ", got "
              + Arrays.toString(extents));
    }
    Tensor[] parts = new Tensor[extents.length];
    int start = 0;
    for (int i = 0; i < parts.length; i++) {
      parts[i] = slice(x, dim, start, start + extents[i]);
      start += extents[i];
    }
    return parts;
  }

  /** The parts of {@code x} along {@code dim}, without that dimension. */
  public static Tensor[] unstack(Tensor x, int dim) {
    int axis = x.shape().axis(dim);
    int[] dims = x.shape().dims();
    int[] rest = new int[dims.length - 1];
    System.arraycopy(dims, 0, rest, 0, axis);
    System.arraycopy(dims, axis + 1, rest, axis, rest.length - axis);
    Tensor[] parts = new Tensor[x.dim(axis)];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = Reshape.reshape(slice(x, axis, i, i + 1), Shape.of(rest));
    }
    return parts;
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    Shape x = in[0].shape();
    if (p.ranges().size() != x.rank()) {
      throw new ShapeException(
          "slice: needs one range for each dimension of " + x + ", got " + p.ranges());
    }
    int[] dims = new int[x.rank()];
    for (int i = 0; i < dims.length; i++) {
      Range r = p.ranges().get(i);
      if (r.step() < 1 || r.start() < 0 || r.start() > r.end() || r.end() > x.dim(i)) {
        throw new ShapeException(
            "slice: needs 0 <= start <= end <= extent and step >= 1, got "
                + r
                + " for dimension "
                + i
                + " of "
                + x);
      }
      dims[i] = r.length();
    }
    return new TensorSpec[] {new TensorSpec(Shape.of(dims), in[0].dtype())};
  }

  @Override
  public Tensor[] backward(OpContext<Params> ctx, Tensor... gradOut) {
    Tensor gradX = ctx.allocateGrad(0);
    ctx.launch(BACKWARD, gradOut, new Tensor[] {gradX});
    return new Tensor[] {gradX};
  }
}
