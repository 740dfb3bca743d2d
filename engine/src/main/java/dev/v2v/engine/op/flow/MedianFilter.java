package dev.v2v.engine.op.flow;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.internal.Require;

/**
 * The median of the square window about each pixel, channel by channel.
 *
 * <p><b>Shapes</b> {@code (N, H, W, C) -> (N, H, W, C)}, float32 or float64. <b>Maths</b> {@code
 * y[i, j] = median of x[i + a, j + b], |a|, |b| <= radius}, radius 1 or 2. <b>Gradient</b> none.
 * <b>Edges</b> the border's pixels are repeated beyond it; undefined order of NaN.
 * <b>Determinism</b> exact: a value of the input. <b>Reference</b> between the warps of a flow:
 * Sun, Roth, Black, Secrets of Optical Flow Estimation and Their Principles, 2010, section 4.
 */
public final class MedianFilter implements Op<Integer> {
  /** The radius; input x; output as above. */
  public static final Kernel.Key<Integer> KEY = Kernel.key("median_filter");

  private static final MedianFilter OP = new MedianFilter();

  private MedianFilter() {}

  /**
   * Medians over windows of side {@code 2 radius + 1}.
   *
   * @throws IllegalArgumentException unless the radius is 1 or 2
   */
  public static Tensor medianFilter(Tensor x, int radius) {
    return OP.apply1(radius, x);
  }

  @Override
  public Kernel.Key<Integer> key() {
    return KEY;
  }

  @Override
  public boolean differentiable() {
    return false;
  }

  @Override
  public TensorSpec[] infer(Integer radius, TensorSpec... in) {
    if (radius != 1 && radius != 2) {
      throw new IllegalArgumentException(KEY.name() + ": radius must be 1 or 2, got " + radius);
    }
    Require.rank(KEY.name(), "x", in[0], 4, "(N, H, W, C)");
    Require.wide(KEY.name(), "x", in[0]);
    return new TensorSpec[] {in[0]};
  }
}
