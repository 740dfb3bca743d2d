package dev.v2v.fomm;

import static dev.v2v.engine.op.shape.Reshape.reshape;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.warp.CoordinateGrid;
import dev.v2v.engine.op.warp.GridSample;
import dev.v2v.engine.op.warp.Interpolation;
import dev.v2v.engine.op.warp.PaddingMode;
import org.junit.jupiter.api.Test;

class MotionFieldTest {
  private static final int LOW = 8;
  private static final int SIDE = 32;

  /** How far, in pixels, a field without motion moves a ramp of columns. */
  private static double shiftOfStill(boolean alignedResize) {
    Backend backend = Backends.open("reference");
    try (DeviceScope scope = backend.scope("test")) {
      Tensor still = CoordinateGrid.coordinateGrid(scope.backend(), LOW, LOW);
      MotionField field =
          new MotionField(null, null, reshape(still, 1, LOW, LOW, 2), null, alignedResize);
      float[] ramp = new float[SIDE * SIDE];
      for (int i = 0; i < ramp.length; i++) {
        ramp[i] = i % SIDE;
      }
      Tensor picture = Tensor.of(backend, Shape.of(1, SIDE, SIDE, 1), ramp);
      float[] warped =
          GridSample.gridSample(
                  picture, field.flowLike(picture), Interpolation.BILINEAR, PaddingMode.ZEROS, true)
              .toFloats();
      double most = 0;
      for (int i = 0; i < ramp.length; i++) {
        most = Math.max(most, Math.abs(warped[i] - ramp[i]));
      }
      return most;
    }
  }

  @Test
  void alignedResizingKeepsAStillPictureStill() {
    assertEquals(0, shiftOfStill(true), 1e-4);
  }

  @Test
  void halfPixelResizingBendsItAsInTheAuthorsCode() {
    // Column 1 looks at cell 0 of 8, -1, where cell (1 + 0.5) / 4 - 0.5 < 0 is clamped: column 0.
    // The
    // worst is the first column that is not clamped, 2: cell 0.125 is column 0.125 * 31 / 7.
    assertEquals(2 - 0.125 * 31 / 7, shiftOfStill(false), 1e-4);
  }
}
