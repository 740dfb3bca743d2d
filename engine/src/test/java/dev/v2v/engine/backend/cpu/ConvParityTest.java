package dev.v2v.engine.backend.cpu;

import static dev.v2v.engine.op.conv.Conv2d.conv2d;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceException;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.MemoryStatistics;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.conv.Conv2d;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConvParityTest {
  private final Backend cpu = Backends.open("cpu");

  private static Conv2d.Params geometry(int stride, int padH, int padW, int dilation, int groups) {
    return new Conv2d.Params(
        stride, stride, padH, padW, dilation, dilation, groups, Activation.NONE);
  }

  private static void conv(DType dtype, Conv2d.Params p, Shape x, Shape w) {
    Parity.check(dtype, in -> conv2d(in[0], in[1], in[2], p), x, w, Shape.of(w.dim(0)));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void awkwardGeometries(DType dtype) {
    conv(dtype, geometry(1, 1, 1, 1, 1), Shape.of(2, 9, 7, 3), Shape.of(5, 3, 3, 3));
    conv(dtype, geometry(1, 3, 3, 1, 1), Shape.of(1, 12, 12, 35), Shape.of(10, 7, 7, 35));
    conv(dtype, geometry(2, 1, 0, 1, 1), Shape.of(1, 8, 9, 16), Shape.of(32, 3, 2, 16));
    conv(dtype, geometry(3, 2, 2, 2, 1), Shape.of(2, 11, 10, 8), Shape.of(16, 3, 3, 8));
    conv(dtype, geometry(1, 0, 0, 1, 1), Shape.of(3, 4, 4, 64), Shape.of(1, 4, 4, 64));
    conv(dtype, geometry(1, 0, 0, 1, 1), Shape.of(1, 1, 1, 1), Shape.of(1, 1, 1, 1));
    conv(dtype, geometry(1, 1, 1, 1, 1), Shape.of(1, 4, 4, 128), Shape.of(96, 3, 3, 128));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void groupsAndDepthwise(DType dtype) {
    conv(dtype, geometry(1, 1, 1, 1, 2), Shape.of(1, 6, 6, 8), Shape.of(6, 3, 3, 4));
    conv(dtype, geometry(2, 1, 1, 1, 32), Shape.of(1, 9, 9, 32), Shape.of(32, 3, 3, 1));
    conv(dtype, geometry(1, 0, 0, 1, 3), Shape.of(1, 13, 13, 3), Shape.of(6, 5, 5, 1));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void fusedTail(DType dtype) {
    Activation[] tails = {
      Activation.NONE,
      Activation.RELU,
      Activation.leakyRelu(0.2),
      Activation.SIGMOID,
      Activation.TANH
    };
    for (Activation a : tails) {
      Parity.check(
          dtype,
          in -> conv2d(in[0], in[1], in[2], in[3], Conv2d.Params.of(1, 1).with(a)),
          Shape.of(1, 7, 6, 16),
          Shape.of(24, 3, 3, 16),
          Shape.of(24),
          Shape.of(1, 7, 6, 24));
    }
  }

  @Test
  void biasMayStayWide() {
    Parity.check(
        new DType[] {DType.BFLOAT16, DType.BFLOAT16, DType.FLOAT32},
        in -> conv2d(in[0], in[1], in[2], Conv2d.Params.of(1, 1)),
        Shape.of(1, 5, 5, 16),
        Shape.of(16, 3, 3, 16),
        Shape.of(16));
  }

  @Test
  void emptyBatchHasZeroWeightGradient() {
    Parity.check(
        DType.FLOAT32,
        in -> conv2d(in[0], in[1], in[2], Conv2d.Params.of(1, 1)),
        Shape.of(0, 5, 5, 16),
        Shape.of(16, 3, 3, 16),
        Shape.of(16));
  }

  @Test
  void writingAWeightInPlaceIsSeen() {
    try (DeviceScope scope = cpu.scope("test")) {
      Random random = new Random(1);
      Tensor x = Parity.random(cpu, Shape.of(1, 8, 8, 32), DType.FLOAT32, random);
      Tensor w = Parity.random(cpu, Shape.of(32, 3, 3, 32), DType.FLOAT32, random);
      Tensor other = Parity.random(cpu, w.shape(), DType.FLOAT32, random);
      Conv2d.Params p = Conv2d.Params.of(1, 1);
      conv2d(x, w, null, p);
      CoreKernels.copy(other, w);
      float[] afterCopy = conv2d(x, w, null, p).toFloats();
      assertArrayEquals(conv2d(x, other, null, p).toFloats(), afterCopy);
      w.write(Parity.random(cpu, w.shape(), DType.FLOAT32, new Random(7)).read());
      Tensor third = Parity.random(cpu, w.shape(), DType.FLOAT32, new Random(7));
      assertArrayEquals(conv2d(x, third, null, p).toFloats(), conv2d(x, w, null, p).toFloats());
    }
  }

  @Test
  void trainingStepsReachASteadyState() {
    try (DeviceScope model = cpu.scope("model")) {
      Random random = new Random(1);
      Tensor w =
          Parity.random(cpu, Shape.of(32, 3, 3, 16), DType.FLOAT32, random).requireGrad(true);
      MemoryStatistics before = null;
      for (int step = 0; step < 6; step++) {
        try (DeviceScope scope = cpu.scope("step");
            Tape tape = Tape.open()) {
          Tensor x = Parity.random(cpu, Shape.of(2, 16, 16, 16), DType.FLOAT32, random);
          Tensor y = conv2d(x.requireGrad(true), w, null, Conv2d.Params.of(1, 1));
          tape.backward(y, y.detach());
          CoreKernels.accumulate(w, w.grad());
          w.clearGrad();
          x.clearGrad();
        }
        if (step == 2) {
          before = cpu.memory();
        }
      }
      assertEquals(before, cpu.memory());
    }
  }

  @Test
  void float64IsRefused() {
    try (DeviceScope scope = cpu.scope("test")) {
      Tensor x = Tensor.of(cpu, Shape.of(1, 1, 1, 1), DType.FLOAT64, 1);
      DeviceException e =
          assertThrows(DeviceException.class, () -> conv2d(x, x, null, Conv2d.Params.of(1, 0)));
      assertEquals(
          "conv2d: the cpu backend runs it on [FLOAT32, BFLOAT16], got FLOAT64",
          e.getMessage().replace(", FLOAT16", ""));
    }
  }
}
