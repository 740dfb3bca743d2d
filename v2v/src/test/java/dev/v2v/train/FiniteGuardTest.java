package dev.v2v.train;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FiniteGuardTest {
  private static final float NAN = Float.NaN;
  private static final float INFINITY = Float.POSITIVE_INFINITY;

  @Test
  void stepMetricAndTensorsAreNamed() {
    Backend backend = Backends.open("reference");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("image", Tensor.of(backend, Shape.of(2), 1, 2));
    tensors.put("conv.weight", Tensor.of(backend, Shape.of(2, 2), 1, NAN, INFINITY, NAN));
    tensors.put("kp.bias", Tensor.of(backend, Shape.of(1), -INFINITY));
    String message =
        assertThrows(
                NonFiniteException.class,
                () ->
                    FiniteGuard.check(
                        120, Map.of("loss", Double.NaN), () -> tensors, Optional::empty))
            .getMessage();
    assertEquals(
        "step 120: metrics must be finite, got loss = NaN; tensors concerned: conv.weight (2, 2)"
            + " (2 NaN and 1 infinite of 4, first at 1), kp.bias (1) (0 NaN and 1 infinite of 1,"
            + " first at 0)",
        message);
    assertThrows(NonFiniteException.class, () -> FiniteGuard.check(3, tensors));
    tensors.values().forEach(Tensor::close);
  }

  @Test
  void finiteMetricsPassWithoutLookingAtTensors() {
    assertDoesNotThrow(
        () ->
            FiniteGuard.check(
                1,
                Map.of("loss", 1e300),
                () -> {
                  throw new AssertionError("tensors were asked for");
                },
                () -> {
                  throw new AssertionError("the origin was asked for");
                }));
  }
}
