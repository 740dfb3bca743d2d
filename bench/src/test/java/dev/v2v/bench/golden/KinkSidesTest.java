package dev.v2v.bench.golden;

import static dev.v2v.engine.op.elementwise.Unary.relu;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.OpListener;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KinkSidesTest {
  private final Backend backend = Backends.open("reference");
  private final KinkSides sides = new KinkSides();

  /** The gradient of relu(x) at cotangent 1. */
  private float[] slopes(OpListener listener, float... x) {
    try (DeviceScope scope = backend.scope("test");
        Tape tape = Tape.open();
        OpListener.Listening open = OpListener.open(listener)) {
      Shape shape = Shape.of(x.length);
      Tensor in = Tensor.of(backend, shape, x).requireGrad(true);
      float[] ones = new float[x.length];
      Arrays.fill(ones, 1);
      tape.backward(relu(in), Tensor.of(backend, shape, ones));
      float[] grad = in.grad().toFloats();
      in.clearGrad();
      return grad;
    }
  }

  @Test
  void roundingIsMovedAndErrorsAreNot() {
    float[] recorded = slopes(sides.recorder(), -1e-6f, 2e-6f, 0.5f, -1, -0.01f);
    assertArrayEquals(new float[] {0, 1, 1, 0, 0}, recorded);
    float[] imposed = slopes(sides.imposer(), 1e-6f, -2e-6f, 0.5f, -1, 0.01f);
    assertArrayEquals(new float[] {0, 1, 1, 0, 1}, imposed, "0.01 is no rounding");
    assertEquals(2, sides.moved());
  }

  @Test
  void anotherModelIsRefused() {
    slopes(sides.recorder(), 1, 2);
    assertThrows(IllegalStateException.class, () -> slopes(sides.imposer(), 1, 2, 3));
  }
}
