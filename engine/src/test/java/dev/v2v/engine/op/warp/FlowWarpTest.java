package dev.v2v.engine.op.warp;

import static dev.v2v.engine.op.warp.FlowWarp.flowWarp;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import org.junit.jupiter.api.Test;

class FlowWarpTest {
  private final Backend backend = Backends.open("reference");

  /** Two flows on a ramp; vid2vid dossier, section 12. */
  @Test
  void aFlowPointsWhereToReadInPixels() {
    try (DeviceScope scope = backend.scope("test")) {
      float[] ramp = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
      Tensor x = Tensor.of(backend, Shape.of(1, 3, 4, 1), ramp);
      assertArrayEquals(
          new float[] {.5f, 1.5f, 2.5f, 3, 3.5f, 4.5f, 5.5f, 6, 7.5f, 8.5f, 9.5f, 10},
          flowWarp(x, uniform(0.5f, -0.25f), PaddingMode.BORDER).toFloats());
      assertArrayEquals(
          new float[] {8, 8, 8.5f, 9.5f, 8, 8, 8.5f, 9.5f, 8, 8, 8.5f, 9.5f},
          flowWarp(x, uniform(-1.5f, 10), PaddingMode.BORDER).toFloats());
    }
  }

  private Tensor uniform(float dx, float dy) {
    float[] flow = new float[24];
    for (int i = 0; i < 12; i++) {
      flow[2 * i] = dx;
      flow[2 * i + 1] = dy;
    }
    return Tensor.of(backend, Shape.of(1, 3, 4, 2), flow);
  }
}
