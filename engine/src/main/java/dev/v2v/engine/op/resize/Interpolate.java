package dev.v2v.engine.op.resize;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.internal.Require;
import dev.v2v.engine.op.warp.Interpolation;

/**
 * Resizes images.
 *
 * <p><b>Shapes</b> {@code (N, H, W, C) -> (N, Ho, Wo, C)}, by size or by scale with {@code Ho =
 * floor(H scale)}. <b>Maths</b> see {@link Params#nearest} and {@link Params#bilinear}; the step is
 * the ratio of the sizes, or 1 / scale. <b>Gradient</b> scattered to the cells that were read.
 * <b>Edges</b> positions are clamped to the image; aligned corners with one output cell read the
 * first. <b>Determinism</b> exact forward; a backend whose backward adds atomically says so.
 * <b>Reference</b> torch.nn.functional.interpolate, without anti-aliasing.
 */
public final class Interpolate implements Op<Interpolate.Params> {
  /** Input x; output as above. */
  public static final Kernel.Key<Params> KEY = Kernel.key("interpolate");

  /** Input gradOut; output gradX. */
  public static final Kernel.Key<Params> BACKWARD = Kernel.key("interpolate_backward");

  private static final Interpolate OP = new Interpolate();

  /**
   * Output size, and how far the position moves from one output cell to the next.
   *
   * @param stepH rows of the input per row of the output
   * @param stepW columns of the input per column of the output
   * @param alignCorners bilinear only: the centres of the border cells stay where they are
   */
  public record Params(
      Interpolation mode, int height, int width, double stepH, double stepW, boolean alignCorners) {

    /**
     * The cell that output cell {@code o} reads: {@code floor(o * step)}. The product is rounded to
     * float32, as PyTorch does, so that every backend picks the same cell.
     */
    public static int nearest(int o, double step, int size) {
      return Math.min((int) Math.floor((float) o * (float) step), size - 1);
    }

    /**
     * The position, in cells, that output cell {@code o} reads: {@code o * step} with aligned
     * corners, else {@code (o + 1/2) * step - 1/2}, at least 0.
     */
    public static double bilinear(int o, double step, boolean alignCorners) {
      return alignCorners ? o * step : Math.max(0, (o + 0.5) * step - 0.5);
    }
  }

  private Interpolate() {}

  /** The nearest cells, by size. */
  public static Tensor interpolateNearest(Tensor x, int height, int width) {
    return nearest(x, height, width, ratio(x, 1, height), ratio(x, 2, width));
  }

  /** The nearest cells, by scale; 2 repeats every cell in a square of four. */
  public static Tensor interpolateNearest(Tensor x, double scale) {
    return nearest(x, scaled(x, 1, scale), scaled(x, 2, scale), 1 / scale, 1 / scale);
  }

  /** Bilinear, by size. */
  public static Tensor interpolateBilinear(Tensor x, int height, int width, boolean alignCorners) {
    double stepH = alignCorners ? alignedRatio(x, 1, height) : ratio(x, 1, height);
    double stepW = alignCorners ? alignedRatio(x, 2, width) : ratio(x, 2, width);
    return OP.apply1(
        new Params(Interpolation.BILINEAR, height, width, stepH, stepW, alignCorners), x);
  }

  /** Bilinear, by scale; with aligned corners only the size follows from the scale. */
  public static Tensor interpolateBilinear(Tensor x, double scale, boolean alignCorners) {
    int height = scaled(x, 1, scale);
    int width = scaled(x, 2, scale);
    return alignCorners
        ? interpolateBilinear(x, height, width, true)
        : OP.apply1(
            new Params(Interpolation.BILINEAR, height, width, 1 / scale, 1 / scale, false), x);
  }

  private static Tensor nearest(Tensor x, int height, int width, double stepH, double stepW) {
    return OP.apply1(new Params(Interpolation.NEAREST, height, width, stepH, stepW, false), x);
  }

  private static double ratio(Tensor x, int axis, int target) {
    checkImage(x.spec());
    Require.positive(KEY.name(), "output size", target);
    return (double) x.dim(axis) / target;
  }

  private static double alignedRatio(Tensor x, int axis, int target) {
    checkImage(x.spec());
    Require.positive(KEY.name(), "output size", target);
    return target == 1 ? 0 : (x.dim(axis) - 1.0) / (target - 1);
  }

  private static int scaled(Tensor x, int axis, double scale) {
    checkImage(x.spec());
    Require.positive(KEY.name(), "scale", scale);
    return (int) Math.floor(x.dim(axis) * scale);
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    checkImage(in[0]);
    Require.positive(KEY.name(), "output height", p.height());
    Require.positive(KEY.name(), "output width", p.width());
    Shape x = in[0].shape();
    return new TensorSpec[] {
      new TensorSpec(Shape.of(x.dim(0), p.height(), p.width(), x.dim(3)), in[0].dtype())
    };
  }

  private static void checkImage(TensorSpec x) {
    Require.rank(KEY.name(), "x", x, 4, "(N, H, W, C)");
    Require.floating(KEY.name(), "x", x);
    if (x.shape().dim(1) == 0 || x.shape().dim(2) == 0) {
      throw new ShapeException("interpolate: x must have at least one pixel, got " + x.shape());
    }
  }

  @Override
  public Tensor[] backward(OpContext<Params> ctx, Tensor... gradOut) {
    Tensor gradX = ctx.allocateGrad(0);
    ctx.launch(BACKWARD, new Tensor[] {gradOut[0]}, new Tensor[] {gradX});
    return new Tensor[] {gradX};
  }
}
