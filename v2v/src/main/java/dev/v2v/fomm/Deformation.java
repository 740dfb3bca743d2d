package dev.v2v.fomm;

import static dev.v2v.engine.op.elementwise.Binary.mul;
import static dev.v2v.engine.op.elementwise.Binary.sub;
import static dev.v2v.engine.op.resize.Interpolate.interpolateBilinear;
import static dev.v2v.engine.op.warp.CoordinateGrid.coordinateGrid;

import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;

/** The motion of a generated picture as optical flow. */
public final class Deformation {
  private Deformation() {}

  /**
   * Backward flow of a motion field as the generator applies it, {@code (N, H, W, 2)} in pixels:
   * what the result shows at p it has from p + flow of the source.
   *
   * <p>The generator warps feature maps, so a unit of normalised coordinates has the length that
   * its sampling gives it there, corner convention included, times the stride of the features.
   * Counted is motion alone: how far the conventions shift a field without motion is the same in
   * every picture, and the decoder has learned to undo it.
   *
   * @param features encoded source, {@code (N, h, w, F)}
   */
  public static Tensor inPixels(
      MotionField field, Tensor features, boolean alignCorners, int height, int width) {
    Tensor flow = field.flow();
    Tensor still = coordinateGrid(flow.backend(), flow.dim(1), flow.dim(2));
    Tensor moved = field.resize(sub(flow, still), features); // (N, h, w, 2)
    float x = unit(moved.dim(2), alignCorners) * width / moved.dim(2);
    float y = unit(moved.dim(1), alignCorners) * height / moved.dim(1);
    Tensor pixels = mul(moved, Tensor.of(flow.backend(), Shape.of(2), x, y));
    return interpolateBilinear(pixels, height, width, field.alignedResize());
  }

  /** Cells in a unit: two units are from centre to centre of the corner cells, or all cells. */
  private static float unit(int cells, boolean alignCorners) {
    return alignCorners ? (cells - 1) / 2f : cells / 2f;
  }
}
