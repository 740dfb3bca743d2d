package dev.v2v.nn.init;

import static dev.v2v.nn.TrainingFixtures.BACKEND;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.random.Generator;
import dev.v2v.nn.init.Fan.Direction;
import dev.v2v.nn.layers.Conv2d;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class InitializersTest {
  private static final Shape WEIGHT = Shape.of(64, 3, 3, 32); // fan in 288, fan out 576

  private static double[] draw(Init.Filler filler) {
    try (DeviceScope scope = BACKEND.scope("draw")) {
      Tensor t = Tensor.empty(BACKEND, WEIGHT, DType.FLOAT32);
      filler.fill(t, new Generator(5));
      return t.toDoubles();
    }
  }

  private static double deviation(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    assertEquals(0, mean, 0.02 * Math.abs(values[0]) + 0.001, "mean");
    return Math.sqrt(Arrays.stream(values).map(v -> v * v).average().orElseThrow());
  }

  private static void assertUniform(double bound, double[] values) {
    double largest = Arrays.stream(values).map(Math::abs).max().orElseThrow();
    assertTrue(largest <= bound * (1 + 1e-6) && largest > 0.999 * bound, bound + " " + largest);
    assertEquals(bound / Math.sqrt(3), deviation(values), 0.02 * bound);
  }

  private static void assertNormal(double deviation, double[] values) {
    assertEquals(deviation, deviation(values), 0.02 * deviation);
    long beyond = Arrays.stream(values).filter(v -> Math.abs(v) > 2 * deviation).count();
    assertEquals(0.0455, (double) beyond / values.length, 0.005, "share beyond two deviations");
  }

  @Test
  void distributionsHaveTheBoundsOfTheirPapers() {
    assertUniform(
        Math.sqrt(3) * Math.sqrt(2 / 1.04) / Math.sqrt(288),
        draw((t, r) -> Initializers.kaimingUniform(t, 0.2, Direction.IN, r)));
    assertNormal(
        Math.sqrt(2.0 / 576), draw((t, r) -> Initializers.kaimingNormal(t, 0, Direction.OUT, r)));
    assertUniform(
        0.02 * Math.sqrt(6.0 / 864), draw((t, r) -> Initializers.xavierUniform(t, 0.02, r)));
    assertNormal(Math.sqrt(2.0 / 864), draw((t, r) -> Initializers.xavierNormal(t, 1, r)));
    assertNormal(0.02, draw((t, r) -> Initializers.normal(t, 0, 0.02, r)));
    assertUniform(1 / Math.sqrt(288), draw((t, r) -> Initializers.torchDefault(t, null, r)));
  }

  @Test
  void aLayerDependsOnItsSeedAlone() {
    try (Conv2d a = new Conv2d(Init.seeded(BACKEND, 1), 3, 4, 3, 1, 1);
        Conv2d b = new Conv2d(Init.seeded(BACKEND, 1), 3, 4, 3, 1, 1);
        Conv2d c = new Conv2d(Init.seeded(BACKEND, 2), 3, 4, 3, 1, 1);
        Conv2d blank = new Conv2d(Init.blank(BACKEND), 3, 4, 3, 1, 1)) {
      float[] weight = a.weight().tensor().toFloats();
      assertArrayEquals(weight, b.weight().tensor().toFloats());
      assertFalse(Arrays.equals(weight, c.weight().tensor().toFloats()));
      assertArrayEquals(new float[4], blank.bias().tensor().toFloats());
      double bound = 1 / Math.sqrt(27);
      for (double v : a.bias().tensor().toDoubles()) {
        assertTrue(v != 0 && Math.abs(v) <= bound, "bias " + v);
      }
    }
  }

  @Test
  void orthogonalWeightsKeepLengths() {
    for (Shape shape : new Shape[] {Shape.of(4, 3, 3, 2), Shape.of(9, 2, 1, 2), Shape.of(5, 5)}) {
      try (DeviceScope scope = BACKEND.scope("test")) {
        Tensor t = Tensor.empty(BACKEND, shape, DType.FLOAT32);
        Initializers.orthogonal(t, 1.5, new Generator(3));
        double[] w = t.toDoubles();
        int rows = shape.dim(0);
        int columns = w.length / rows;
        boolean tall = rows > columns;
        int n = Math.min(rows, columns);
        for (int a = 0; a < n; a++) {
          for (int b = 0; b < n; b++) {
            double dot = 0;
            for (int k = 0; k < w.length / n; k++) {
              dot +=
                  tall
                      ? w[k * columns + a] * w[k * columns + b]
                      : w[a * columns + k] * w[b * columns + k];
            }
            assertEquals(a == b ? 2.25 : 0, dot, 1e-6, shape + " " + a + " " + b);
          }
        }
      }
    }
  }

  @Test
  void fansAreCountedAsTorchCounts() {
    assertEquals(new Fan(288, 576), Fan.of(WEIGHT));
    assertEquals(new Fan(7, 3), Fan.of(Shape.of(3, 7)));
    assertThrows(ShapeException.class, () -> Fan.of(Shape.of(3)));
  }
}
