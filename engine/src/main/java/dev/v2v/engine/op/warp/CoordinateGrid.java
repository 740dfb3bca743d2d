package dev.v2v.engine.op.warp;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.internal.Require;

/**
 * The normalised coordinates of the cells of an image: -1 and 1 are the centres of the border
 * cells. The convention of all key points, whatever the corner convention of the sampling.
 */
public final class CoordinateGrid {
  private CoordinateGrid() {}

  /** {@code 2 cell / (size - 1) - 1}; 0, the centre, for a single cell. */
  public static double coordinate(int cell, int size) {
    return size == 1 ? 0 : 2.0 * cell / (size - 1) - 1;
  }

  /**
   * All coordinates as {@code (height, width, 2)}, last dimension (x, y), float32. Computed on the
   * host: keep the tensor where it is used often.
   */
  public static Tensor coordinateGrid(Backend backend, int height, int width) {
    Require.positive("coordinate_grid", "height", height);
    Require.positive("coordinate_grid", "width", width);
    double[] xy = new double[2 * height * width];
    for (int i = 0, at = 0; i < height; i++) {
      for (int j = 0; j < width; j++) {
        xy[at++] = coordinate(j, width);
        xy[at++] = coordinate(i, height);
      }
    }
    return Tensor.of(backend, Shape.of(height, width, 2), DType.FLOAT32, xy);
  }
}
