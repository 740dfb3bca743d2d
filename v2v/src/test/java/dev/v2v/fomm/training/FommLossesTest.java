package dev.v2v.fomm.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FommLossesTest {
  /** Three points, two of them in one place: one pair of three is at distance 0, two at d. */
  @ParameterizedTest
  @CsvSource({"0, 1", "0.2, 0.73768711", "1, 0.33333582"})
  void crowdingIsTheMeanOverPairsOfDifferentPoints(float distance, double expected) {
    Backend backend = Backends.open("reference");
    try (DeviceScope scope = backend.scope("test")) {
      Tensor points =
          Tensor.of(scope.backend(), Shape.of(1, 3, 2), 0.1f, 0, 0.1f, 0, 0.1f, distance);
      assertEquals(expected, FommLosses.crowding(points, 0.2).toFloats()[0], 1e-6);
    }
  }
}
