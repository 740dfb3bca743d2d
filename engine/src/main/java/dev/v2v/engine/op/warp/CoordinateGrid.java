package dev.v2v.engine.op.warp;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.internal.Require;

/**
 * The normalised coordinates of the cells of an image. All key points live in them, whatever the
 * corner convention of the sampling.
 *
 * <p><b>Shapes</b> {@code -> (h, w, 2)} float32, last dimension (x, y). <b>Maths</b> {@code x_j = 2
 * j / (w - 1) - 1}, {@code y_i = 2 i / (h - 1) - 1}: -1 and 1 are the centres of the border cells.
 * <b>Gradient</b> none. <b>Edges</b> a single cell is at 0, the centre. <b>Determinism</b> exact.
 * <b>Reference</b> Siarohin et al., First Order Motion Model, 2019, make_coordinate_grid of its
 * code.
 */
public final class CoordinateGrid implements Op<CoordinateGrid.Params> {
  /** No inputs; output as above. */
  public static final Kernel.Key<Params> KEY = Kernel.key("coordinate_grid");

  private static final CoordinateGrid OP = new CoordinateGrid();

  /** Number of cells. */
  public record Params(int height, int width) {}

  private CoordinateGrid() {}

  public static Tensor coordinateGrid(Backend backend, int height, int width) {
    return OP.create(backend, new Params(height, width));
  }

  /** The coordinate of one cell along an extent. */
  public static double coordinate(int cell, int size) {
    return size == 1 ? 0 : 2.0 * cell / (size - 1) - 1;
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    Require.positive(KEY.name(), "height", p.height());
    Require.positive(KEY.name(), "width", p.width());
    return new TensorSpec[] {new TensorSpec(Shape.of(p.height(), p.width(), 2), DType.FLOAT32)};
  }

  @Override
  public boolean differentiable() {
    return false;
  }
}
