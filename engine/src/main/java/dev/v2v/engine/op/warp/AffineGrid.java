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
 * The sampling grid of an affine map of the image plane.
 *
 * <p><b>Shapes</b> theta {@code (N, 2, 3)} {@code ->} grid {@code (N, H, W, 2)}, float32 or
 * float64. <b>Maths</b> {@code grid[i, j] = theta (x_j, y_i, 1)}, coordinates by {@link
 * #coordinate}. <b>Gradient</b> {@code sum over the pixels of grad (x_j, y_i, 1)}. <b>Edges</b>
 * with aligned corners a single cell is at 0. <b>Determinism</b> exact, fixed order.
 * <b>Reference</b> Jaderberg et al., Spatial Transformer Networks, 2015, eq. 1;
 * torch.nn.functional.affine_grid.
 */
public final class AffineGrid implements Op<AffineGrid.Params> {
  /** Input theta; output grid. */
  public static final Kernel.Key<Params> KEY = Kernel.key("affine_grid");

  /** Input gradGrid; output gradTheta. */
  public static final Kernel.Key<Params> BACKWARD = Kernel.key("affine_grid_backward");

  private static final AffineGrid OP = new AffineGrid();

  /** Size of the grid and corner convention. */
  public record Params(int height, int width, boolean alignCorners) {}

  private AffineGrid() {}

  public static Tensor affineGrid(Tensor theta, int height, int width, boolean alignCorners) {
    return OP.apply1(new Params(height, width, alignCorners), theta);
  }

  /**
   * The coordinate of a cell: that of {@link CoordinateGrid} with aligned corners, else {@code (2
   * cell + 1) / size - 1}, so that -1 and 1 are the edges of the image.
   */
  public static double coordinate(int cell, int size, boolean alignCorners) {
    return alignCorners ? CoordinateGrid.coordinate(cell, size) : (2.0 * cell + 1) / size - 1;
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    Shape theta = in[0].shape();
    if (theta.rank() != 3 || theta.dim(1) != 2 || theta.dim(2) != 3) {
      throw new ShapeException("affine_grid: theta must be (N, 2, 3), got " + theta);
    }
    Require.wide(KEY.name(), "theta", in[0]);
    Require.positive(KEY.name(), "height", p.height());
    Require.positive(KEY.name(), "width", p.width());
    Shape grid = Shape.of(theta.dim(0), p.height(), p.width(), 2);
    return new TensorSpec[] {new TensorSpec(grid, in[0].dtype())};
  }

  @Override
  public Tensor[] backward(OpContext<Params> ctx, Tensor... gradOut) {
    Tensor gradTheta = ctx.allocateGrad(0);
    ctx.launch(BACKWARD, new Tensor[] {gradOut[0]}, new Tensor[] {gradTheta});
    return new Tensor[] {gradTheta};
  }
}
