package dev.v2v.engine.backend.cpu;

import static dev.v2v.engine.op.resize.AntiAliasDownsample.antiAliasDownsample;
import static dev.v2v.engine.op.resize.Interpolate.interpolateBilinear;
import static dev.v2v.engine.op.resize.Interpolate.interpolateNearest;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.conv.Pool2d;
import dev.v2v.engine.op.elementwise.Unary;
import dev.v2v.engine.op.norm.BatchNormEval;
import dev.v2v.engine.op.norm.BatchNormTrain;
import dev.v2v.engine.op.norm.InstanceNorm;
import dev.v2v.engine.op.norm.VarianceRule;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pooling, resizing and normalisation of {@code cpu} against the plain loops. */
class ImageLoopParityTest {
  private static final DType[] WIDE = {DType.FLOAT32, DType.FLOAT32, DType.FLOAT32};
  private static final DType[] NARROW = {DType.BFLOAT16, DType.FLOAT32, DType.FLOAT32};

  @ParameterizedTest
  @EnumSource
  void pooling(Pool2d.Kind kind) {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.BFLOAT16}) {
      Shape x = Shape.of(2, 13, 10, 7);
      Parity.check(dtype, in -> Pool2d.pool2d(in[0], Pool2d.Params.of(kind, 2, 2, 0)), x);
      Parity.check(dtype, in -> Pool2d.pool2d(in[0], Pool2d.Params.of(kind, 3, 2, 1)), x);
      Parity.check(dtype, in -> Pool2d.pool2d(in[0], Pool2d.Params.of(kind, 2, 3, 1)), x);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void resizing(DType dtype) {
    for (int channels : new int[] {1, 3, 40}) {
      Shape x = Shape.of(2, 9, 12, channels);
      Parity.check(dtype, in -> interpolateNearest(in[0], 2), x);
      Parity.check(dtype, in -> interpolateNearest(in[0], 5, 17), x);
      Parity.check(dtype, in -> interpolateBilinear(in[0], 2, false), x);
      Parity.check(dtype, in -> interpolateBilinear(in[0], 21, 5, true), x);
      Parity.check(dtype, in -> antiAliasDownsample(in[0], 2), x);
      Parity.check(dtype, in -> antiAliasDownsample(in[0], 4), x);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void aNanShowsBehindAnActivation(DType dtype) {
    Backend cpu = Backends.open("cpu");
    try (DeviceScope scope = cpu.scope("test")) {
      int channels = 16;
      double[] data = new double[4 * channels];
      Arrays.setAll(data, i -> i);
      data[2 * channels + 1] = Double.NaN;
      Tensor x = Tensor.of(cpu, Shape.of(1, 2, 2, channels), dtype, data);
      Tensor ones = CoreKernels.full(cpu, Shape.of(channels), DType.FLOAT32, 1);
      Tensor y =
          BatchNormTrain.batchNormTrain(x, ones, ones, 1e-5, VarianceRule.ADD_EPS, Activation.RELU)
              .y();
      double[] values = y.toDoubles();
      for (int i = 0; i < values.length; i++) {
        assertEquals(i % channels == 1, Double.isNaN(values[i]), "element " + i);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void normalising(VarianceRule rule) {
    for (DType[] dtypes : new DType[][] {WIDE, NARROW}) {
      for (Shape x :
          new Shape[] {Shape.of(3, 9, 8, 5), Shape.of(2, 9, 7, 32), Shape.of(2, 40, 41, 33)}) {
        Shape c = Shape.of(x.dim(3));
        Parity.check(
            dtypes,
            in -> BatchNormTrain.batchNormTrain(in[0], in[1], in[2], 1e-5, rule).y(),
            x,
            c,
            c);
        Parity.check(
            dtypes,
            in ->
                BatchNormEval.batchNormEval(
                    in[0], in[1], in[2], in[1].detach(), Unary.square(in[2]).detach(), 1e-2, rule),
            x,
            c,
            c);
        Parity.check(dtypes, in -> InstanceNorm.instanceNorm(in[0], in[1], in[2], 1e-5), x, c, c);
      }
    }
  }
}
