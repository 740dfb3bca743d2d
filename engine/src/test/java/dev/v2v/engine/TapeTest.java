package dev.v2v.engine;

import static dev.v2v.engine.op.elementwise.Binary.add;
import static dev.v2v.engine.op.elementwise.Binary.mul;
import static dev.v2v.engine.op.elementwise.Unary.relu;
import static dev.v2v.engine.op.elementwise.Unary.square;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.v2v.engine.op.conv.Conv2d;
import dev.v2v.engine.op.norm.BatchNormTrain;
import dev.v2v.engine.op.norm.VarianceRule;
import dev.v2v.engine.op.reduce.SumTo;
import org.junit.jupiter.api.Test;

class TapeTest {
  private final Backend backend = Backends.open("reference");

  @Test
  void gradientsAddUpOverUsesAndOverPasses() {
    try (DeviceScope scope = backend.scope("test");
        Tape tape = Tape.open()) {
      Tensor a = Tensor.of(backend, Shape.of(2), 3, -2).requireGrad(true);
      Tensor loss = SumTo.sumTo(add(square(a), mul(a, a)), Shape.scalar()); // 2 a^2
      tape.backward(loss);
      assertArrayEquals(new float[] {12, -8}, a.grad().toFloats());
      tape.backward(SumTo.sumTo(add(a, a), Shape.scalar()));
      assertArrayEquals(new float[] {14, -6}, a.grad().toFloats());
    }
  }

  @Test
  void aliasedGradientsDoNotShareMemory() {
    try (DeviceScope scope = backend.scope("test");
        Tape tape = Tape.open()) {
      Tensor a = Tensor.of(backend, Shape.of(2), 1, 2).requireGrad(true);
      Tensor b = Tensor.of(backend, Shape.of(2), 3, 4).requireGrad(true);
      tape.backward(SumTo.sumTo(add(a, b), Shape.scalar()));
      CoreKernels.fill(a.grad(), 7);
      assertArrayEquals(new float[] {1, 1}, b.grad().toFloats());
    }
  }

  @Test
  void statisticsCarryNoGradient() {
    try (DeviceScope scope = backend.scope("test");
        Tape tape = Tape.open()) {
      Tensor x = Tensor.of(backend, Shape.of(2, 1, 1, 1), 1, 3).requireGrad(true);
      BatchNormTrain.Result batch =
          BatchNormTrain.batchNormTrain(x, null, null, 1e-5, VarianceRule.ADD_EPS);
      assertFalse(batch.mean().requiresGrad());
      assertFalse(relu(batch.variance()).requiresGrad());
      tape.backward(SumTo.sumTo(batch.y(), Shape.scalar()));
      assertArrayEquals(new float[] {0, 0}, x.grad().toFloats(), 1e-6f);
    }
  }

  @Test
  void nothingIsRecordedWhilePaused() {
    try (DeviceScope scope = backend.scope("test");
        Tape tape = Tape.open()) {
      Tensor a = Tensor.of(backend, Shape.of(1), 1).requireGrad(true);
      try (Tape.Pause pause = Tape.pause()) {
        assertFalse(relu(a).requiresGrad());
      }
      assertEquals(0, tape.size());
      assertNull(a.grad());
    }
  }

  @Test
  void stepsLeaveNoMemoryBehind() {
    try (DeviceScope model = backend.scope("model")) {
      Tensor w = Tensor.of(backend, Shape.of(2, 3, 3, 4), new float[72]).requireGrad(true);
      MemoryStatistics before = null;
      for (int step = 0; step < 4; step++) {
        try (DeviceScope scope = backend.scope("step");
            Tape tape = Tape.open()) {
          Tensor x = CoreKernels.full(backend, Shape.of(1, 8, 8, 4), DType.FLOAT32, 0.5);
          Tensor y = Conv2d.conv2d(x, w, null, Conv2d.Params.of(1, 1));
          tape.backward(SumTo.sumTo(square(y), Shape.scalar()));
          w.clearGrad();
        }
        if (step == 1) {
          before = backend.memory();
        }
      }
      assertEquals(before, backend.memory());
    }
  }

  @Test
  void useAfterReleaseIsRefused() {
    Tensor a = Tensor.of(backend, Shape.of(1), 1);
    a.close();
    assertThrows(ReleasedTensorException.class, () -> relu(a));
  }
}
