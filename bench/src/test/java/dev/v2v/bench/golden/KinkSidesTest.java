package dev.v2v.bench.golden;

import static dev.v2v.engine.op.elementwise.Unary.relu;
import static dev.v2v.engine.op.norm.InstanceNorm.instanceNorm;
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
import dev.v2v.engine.op.conv.Activation;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** The gradient of beta at cotangent 1: how many of -1, {@code middle} and 1 are let through. */
  private float passed(Backend device, OpListener listener, float middle) {
    try (DeviceScope scope = device.scope("test");
        Tape tape = Tape.open();
        OpListener.Listening open = OpListener.open(listener)) {
      Tensor x = Tensor.of(device, Shape.of(1, 3, 1, 1), -1, middle, 1);
      Tensor gamma = Tensor.of(device, Shape.of(1), 1.5f);
      Tensor beta = Tensor.of(device, Shape.of(1), 0).requireGrad(true);
      Tensor y = instanceNorm(x, gamma, beta, 1e-5, Activation.RELU);
      tape.backward(y, Tensor.of(device, y.shape(), 1, 1, 1));
      float grad = beta.grad().toFloats()[0];
      beta.clearGrad();
      return grad;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void normalisationsWithReluMove(String device) {
    Backend other = Backends.open(device);
    assertEquals(2, passed(backend, sides.recorder(), 3e-6f));
    assertEquals(1, passed(other, new KinkSides().recorder(), -3e-6f));
    assertEquals(2, passed(other, sides.imposer(), -3e-6f));
    assertEquals(1, sides.moved());
  }

  @Test
  void anotherModelIsRefused() {
    slopes(sides.recorder(), 1, 2);
    assertThrows(IllegalStateException.class, () -> slopes(sides.imposer(), 1, 2, 3));
  }
}
