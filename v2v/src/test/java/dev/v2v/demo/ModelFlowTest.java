package dev.v2v.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFlowTest {
  private final Backend backend = Backends.open("reference");

  /** Every pixel looks 2 to the right and 1 up, at full size, in either corner convention. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void positionsBecomeDisplacements(boolean alignCorners) {
    int n = 8;
    float[] flow = new float[2 * n * n];
    for (int p = 0; p < n * n; p++) {
      double x = p % n + 2;
      double y = p / n - 1;
      flow[2 * p] = (float) (alignCorners ? 2 * x / (n - 1) - 1 : (2 * x + 1) / n - 1);
      flow[2 * p + 1] = (float) (alignCorners ? 2 * y / (n - 1) - 1 : (2 * y + 1) / n - 1);
    }
    float[] expected = new float[flow.length];
    for (int p = 0; p < n * n; p++) {
      expected[2 * p] = 2;
      expected[2 * p + 1] = -1;
    }
    try (DeviceScope scope = backend.scope("test")) {
      Tensor t = Tensor.of(backend, Shape.of(1, n, n, 2), flow);
      assertArrayEquals(expected, ModelFlow.pixels(t, n, alignCorners), 1e-5f);
    }
  }

  @Test
  void smallFlowIsEnlarged() {
    float[] flow = {-1, -1, 1, -1, -1, 1, 1, 1}; // the four corners of the source
    try (DeviceScope scope = backend.scope("test")) {
      Tensor t = Tensor.of(backend, Shape.of(1, 2, 2, 2), flow);
      float[] out = ModelFlow.pixels(t, 4, true);
      assertEquals(0, out[0], 1e-5);
      // Half-pixel enlargement: the second of four columns is a quarter of the way, at 0.75 of 3.
      assertEquals(0.75 - 1, out[2], 1e-5);
      assertEquals(0, out[6], 1e-5);
    }
  }

  @Test
  void pointsAreSharesOfTheFrame() {
    try (DeviceScope scope = backend.scope("test")) {
      Tensor points = Tensor.of(backend, Shape.of(1, 2, 2), -1, 1, 0, 0);
      float[] expected = {0.5f / 10, 9.5f / 10, 0.5f, 0.5f};
      assertArrayEquals(expected, ModelFlow.points(points, 10), 1e-6f);
    }
  }
}
