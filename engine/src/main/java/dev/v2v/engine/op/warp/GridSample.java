package dev.v2v.engine.op.warp;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.internal.Require;

/**
 * Reads an image at the positions of a grid.
 *
 * <p><b>Shapes</b> input {@code (N, H, W, C)}, grid {@code (N * M, Ho, Wo, 2)} {@code -> (N * M,
 * Ho, Wo, C)}: image n is read by the M consecutive grids from n * M on. Grids are {@code (x, y)}
 * in [-1, 1], float32 (float64 for a float64 input).
 *
 * <p><b>Maths</b> a coordinate g is the cell {@code (g + 1) / 2 * (size - 1)} with aligned corners
 * and {@code ((g + 1) * size - 1) / 2} without, see {@link #unnormalize}; then {@link PaddingMode};
 * then bilinear or nearest reading. <b>Gradient</b> of the input: every output scatters its
 * cotangent to the taps it read. Of the grid: the slope of the bilinear surface to the right of and
 * below a cell centre, 0 for nearest.
 *
 * <p><b>Edges</b> nearest rounds half to even; positions at or beyond the border have slope 0 under
 * border and reflection padding; NaN and infinite positions see {@link PaddingMode}.
 * <b>Determinism</b> exact forward; a backend whose backward adds atomically says so.
 * <b>Reference</b> Jaderberg et al., Spatial Transformer Networks, 2015, eq. 3 to 7;
 * torch.nn.functional.grid_sample.
 */
public final class GridSample implements Op<GridSample.Params> {
  /** Inputs input, grid; output as above. */
  public static final Kernel.Key<Params> KEY = Kernel.key("grid_sample");

  /** Inputs gradOut, input, grid; outputs gradInput, gradGrid, either may be {@code null}. */
  public static final Kernel.Key<Params> BACKWARD = Kernel.key("grid_sample_backward");

  private static final GridSample OP = new GridSample();

  /** Reading mode, padding and corner convention; nothing is implied. */
  public record Params(Interpolation mode, PaddingMode padding, boolean alignCorners) {}

  private GridSample() {}

  /**
   * {@code input} read at {@code grid}.
   *
   * @throws ShapeException if the grid's batch is no multiple of the input's
   */
  public static Tensor gridSample(
      Tensor input, Tensor grid, Interpolation mode, PaddingMode padding, boolean alignCorners) {
    return OP.apply1(new Params(mode, padding, alignCorners), input, grid);
  }

  /** The position in cells of normalised coordinate {@code g} along an extent. */
  public static double unnormalize(double g, int size, boolean alignCorners) {
    return alignCorners ? (g + 1) / 2 * (size - 1) : ((g + 1) * size - 1) / 2;
  }

  /** Derivative of {@link #unnormalize}. */
  public static double unnormalizeSlope(int size, boolean alignCorners) {
    return (alignCorners ? size - 1 : size) / 2.0;
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    return new TensorSpec[] {inferSampled(KEY.name(), in[0], in[1])};
  }

  /** The checks and the output that all operators reading an image by a grid share. */
  static TensorSpec inferSampled(String op, TensorSpec input, TensorSpec grid) {
    Require.rank(op, "input", input, 4, "(N, H, W, C)");
    Require.floating(op, "input", input);
    Shape x = input.shape();
    Shape g = grid.shape();
    boolean multiple =
        g.rank() == 4
            && g.dim(3) == 2
            && (x.dim(0) == 0 ? g.dim(0) == 0 : g.dim(0) % x.dim(0) == 0);
    if (!multiple) {
      throw new ShapeException(
          op + ": grid must be (N * M, Ho, Wo, 2) with N = " + x.dim(0) + ", got " + g);
    }
    if (x.dim(1) == 0 || x.dim(2) == 0) {
      throw new ShapeException(op + ": input must have at least one pixel, got " + x);
    }
    Require.dtype(op, "grid", grid, input.dtype().accumulator());
    return new TensorSpec(g.with(3, x.dim(3)), input.dtype());
  }

  @Override
  public Tensor[] forward(OpContext<Params> ctx, Tensor... in) {
    Tensor[] out = ctx.allocateOutputs();
    ctx.launch(KEY, in, out);
    ctx.save(in);
    return out;
  }

  @Override
  public Tensor[] backward(OpContext<Params> ctx, Tensor... gradOut) {
    Tensor[] grads = ctx.allocateGrads(2);
    ctx.launch(BACKWARD, new Tensor[] {gradOut[0], ctx.saved(0), ctx.saved(1)}, grads);
    return grads;
  }
}
