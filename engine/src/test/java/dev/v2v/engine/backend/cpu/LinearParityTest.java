package dev.v2v.engine.backend.cpu;

import static dev.v2v.engine.op.linear.Linear.linear;
import static dev.v2v.engine.op.linear.Matmul.matmul;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.elementwise.Unary;
import dev.v2v.engine.op.reduce.Reduce;
import dev.v2v.engine.op.reduce.Softmax;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Products, softmax and reductions of {@code cpu} against the plain loops. */
class LinearParityTest {
  private final Backend cpu = Backends.open("cpu");

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void products(DType dtype) {
    Shape[][] pairs = {
      {Shape.of(33, 65), Shape.of(65, 47)},
      {Shape.of(3, 33, 20), Shape.of(3, 20, 17)},
      {Shape.of(5, 1, 9, 20), Shape.of(4, 20, 17)},
      {Shape.of(1, 30), Shape.of(30, 40)},
      {Shape.of(11, 1, 1, 2, 2), Shape.of(1, 40, 30, 2, 1)},
      {Shape.of(7, 3, 3), Shape.of(3, 3)}
    };
    for (Shape[] pair : pairs) {
      Parity.check(dtype, in -> matmul(in[0], in[1]), pair[0], pair[1]);
    }
    Shape a = Shape.of(2, 19, 31);
    Parity.check(dtype, in -> matmul(in[0], in[1], true, false), a, Shape.of(2, 19, 23));
    Parity.check(dtype, in -> matmul(in[0], in[1], false, true), a, Shape.of(2, 23, 31));
    Parity.check(dtype, in -> matmul(in[0], in[1], true, true), a, Shape.of(2, 23, 19));
    Parity.check(dtype, in -> matmul(in[0], in[1]), Shape.of(0, 40), Shape.of(40, 30));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void linearLayers(DType dtype) {
    Shape w = Shape.of(50, 37);
    Shape bias = Shape.of(50);
    Parity.check(dtype, in -> linear(in[0], in[1], in[2]), Shape.of(4, 9, 37), w, bias);
    Parity.check(dtype, in -> linear(in[0], in[1], null), Shape.of(1, 37), w);
    Parity.check(dtype, in -> linear(in[0], in[1], in[2]), Shape.of(0, 37), w, bias);
  }

  @Test
  void writingALinearWeightIsSeen() {
    try (DeviceScope scope = cpu.scope("test")) {
      Random random = new Random(3);
      Tensor x = Parity.random(cpu, Shape.of(64, 96), DType.FLOAT32, random);
      Tensor w = Parity.random(cpu, Shape.of(128, 96), DType.FLOAT32, random);
      Tensor other = Parity.random(cpu, w.shape(), DType.FLOAT32, random);
      linear(x, w, null);
      CoreKernels.copy(other, w);
      assertArrayEquals(linear(x, other, null).toFloats(), linear(x, w, null).toFloats());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void softmaxAndReductions(DType dtype) {
    Shape x = Shape.of(3, 70, 11);
    for (int dim = 0; dim < 3; dim++) {
      int d = dim;
      Parity.check(dtype, in -> Softmax.softmax(Unary.affine(in[0], 9, 0), d), x);
      Parity.check(dtype, in -> Softmax.logSoftmax(Unary.affine(in[0], 9, 0), d), x);
      Parity.check(dtype, in -> Reduce.mean(in[0], true, d), x);
      Parity.check(dtype, in -> Reduce.sum(in[0], false, d), x);
    }
    Parity.check(dtype, in -> Reduce.mean(in[0]), x);
    Parity.check(dtype, in -> Reduce.sum(in[0], false, 0, 2), x);
  }
}
