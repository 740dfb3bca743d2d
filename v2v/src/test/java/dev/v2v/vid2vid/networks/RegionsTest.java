package dev.v2v.vid2vid.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import org.junit.jupiter.api.Test;

class RegionsTest {
  private static final Backend BACKEND = Backends.open("reference");

  @Test
  void everyRegionOfEverySampleHasItsMean() {
    try (DeviceScope scope = BACKEND.scope("test");
        Tape tape = Tape.open()) {
      // The number 7 is in both samples: two regions.
      Regions regions = Regions.of(BACKEND, Shape.of(2, 1, 3), 7, -2, 7, 7, 7, 26001);
      Tensor x = Tensor.of(BACKEND, Shape.of(2, 1, 3, 2), 1, 10, 2, 20, 3, 30, 4, 40, 8, 80, 5, 50);
      x.requireGrad(true);
      Tensor y = regions.paint(regions.means(x));
      assertArrayEquals(
          new float[] {2, 20, 2, 20, 2, 20, 6, 60, 6, 60, 5, 50}, y.toFloats(), 1e-6f);
      tape.backward(y, Tensor.of(BACKEND, y.shape(), 1, 0, 4, 0, 5, 0, 0, 2, 0, 4, 0, 1));
      assertArrayEquals(
          new float[] {3, 0, 4, 0, 3, 0, 0, 3, 0, 3, 0, 1}, x.grad().toFloats(), 1e-6f);
    }
  }

  @Test
  void numbersMustFillTheMaps() {
    assertThrows(ShapeException.class, () -> Regions.of(BACKEND, Shape.of(1, 2, 2), 1, 2, 3));
  }
}
