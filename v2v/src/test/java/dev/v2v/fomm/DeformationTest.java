package dev.v2v.fomm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.warp.CoordinateGrid;
import org.junit.jupiter.api.Test;

/** Flow in pixels of fields whose motion is known. */
class DeformationTest {
  private static final int SIDE = 32;

  /** Flow at the middle of the picture for a field that moves everything by (0.5, -0.25). */
  private static float[] shifted(int low, int features, boolean alignCorners) {
    Backend backend = Backends.open("reference");
    try (DeviceScope scope = backend.scope("test")) {
      float[] flow = new float[2 * low * low];
      for (int i = 0; i < low * low; i++) {
        flow[2 * i] = (float) CoordinateGrid.coordinate(i % low, low) + 0.5f;
        flow[2 * i + 1] = (float) CoordinateGrid.coordinate(i / low, low) - 0.25f;
      }
      MotionField field =
          new MotionField(
              null, null, Tensor.of(scope.backend(), Shape.of(1, low, low, 2), flow), null, false);
      Tensor encoded =
          Tensor.of(backend, Shape.of(1, features, features, 1), new float[features * features]);
      float[] pixels = Deformation.inPixels(field, encoded, alignCorners, SIDE, SIDE).toFloats();
      assertEquals(2 * SIDE * SIDE, pixels.length);
      int middle = 2 * (SIDE / 2 * SIDE + SIDE / 2);
      return new float[] {pixels[middle], pixels[middle + 1]};
    }
  }

  @Test
  void aUnitIsHalfTheWayBetweenTheCornersThatSamplingAligns() {
    // Eight features are seven cells from corner to corner, a cell is 4 pixels: a unit is 14.
    float[] aligned = shifted(8, 8, true);
    assertEquals(7, aligned[0], 1e-5);
    assertEquals(-3.5, aligned[1], 1e-5);
    float[] unaligned = shifted(8, 8, false);
    assertEquals(8, unaligned[0], 1e-5);
    assertEquals(-4, unaligned[1], 1e-5);
  }

  @Test
  void theSizeOfTheMotionNetworkDoesNotMatter() {
    float[] finer = shifted(16, 8, true);
    assertEquals(7, finer[0], 1e-5);
    float[] coarser = shifted(4, 8, true);
    assertEquals(7, coarser[0], 1e-5);
  }
}
