package dev.v2v.engine.backend.cpu;

import static dev.v2v.engine.op.elementwise.Binary.add;
import static dev.v2v.engine.op.elementwise.Binary.div;
import static dev.v2v.engine.op.elementwise.Binary.max;
import static dev.v2v.engine.op.elementwise.Binary.mul;
import static dev.v2v.engine.op.elementwise.Binary.sub;
import static dev.v2v.engine.op.elementwise.Unary.exp;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Half;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.elementwise.Cast;
import dev.v2v.engine.op.elementwise.Unary;
import dev.v2v.engine.op.norm.ChannelAffine;
import dev.v2v.engine.op.reduce.BroadcastTo;
import dev.v2v.engine.op.reduce.SumTo;
import dev.v2v.engine.op.warp.FlowWarp;
import dev.v2v.engine.op.warp.FlowWarpBlend;
import dev.v2v.engine.op.warp.GridSample;
import dev.v2v.engine.op.warp.Interpolation;
import dev.v2v.engine.op.warp.OccludedFeatureWarp;
import dev.v2v.engine.op.warp.PaddingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The Java kernels of {@code cpu} against the plain loops, on sizes that need several threads. */
class LoopParityTest {
  private static final Shape BIG = Shape.of(3, 41, 37, 19);

  @ParameterizedTest
  @EnumSource
  void unaryFunctions(Unary.Function f) {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16}) {
      // Arguments in 0.5 .. 1.5: inside of every domain, away from kinks.
      Parity.check(dtype, in -> Unary.unary(f, 0.7, 1.2, Unary.affine(in[0], 0.25, 0.9)), BIG);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void broadcasting(DType dtype) {
    Shape[] others = {
      BIG,
      Shape.scalar(),
      Shape.of(19),
      Shape.of(3, 41, 37, 1),
      Shape.of(3, 1, 1, 19),
      Shape.of(41, 1, 1),
      Shape.of(1, 41, 1, 19)
    };
    for (Shape other : others) {
      Parity.check(dtype, in -> mul(in[0], in[1]), BIG, other);
      Parity.check(dtype, in -> sub(in[1], in[0]), BIG, other);
    }
    Parity.check(dtype, in -> add(in[0], in[1]), Shape.of(5, 1, 7), Shape.of(1, 6, 1));
    Parity.check(dtype, in -> div(in[0], exp(in[1])), BIG, Shape.of(19));
    Parity.check(dtype, in -> max(in[0], in[1]), BIG, BIG);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void sumsAndRepeats(DType dtype) {
    Shape[] targets = {
      Shape.scalar(),
      Shape.of(19),
      Shape.of(3, 41, 37, 1),
      Shape.of(3, 1, 1, 19),
      Shape.of(3, 1, 1, 1),
      Shape.of(1, 41, 1, 1)
    };
    for (Shape target : targets) {
      Parity.check(dtype, in -> SumTo.sumTo(in[0], target), BIG);
      Parity.check(dtype, in -> BroadcastTo.broadcastTo(in[0], BIG), target);
    }
    Parity.check(dtype, in -> SumTo.sumTo(in[0], Shape.of(1, 2000)), Shape.of(70, 2000));
  }

  @Test
  void conversions() {
    Parity.check(DType.FLOAT32, in -> Cast.cast(in[0], DType.BFLOAT16), BIG);
    Parity.check(DType.BFLOAT16, in -> Cast.cast(in[0], DType.FLOAT32), BIG);
    Parity.check(DType.FLOAT16, in -> Cast.cast(in[0], DType.BFLOAT16), BIG);
  }

  @Test
  void roundingToBfloat16IsExact() {
    Backend cpu = Backends.open("cpu");
    Random random = new Random(5);
    float[] values = new float[5000];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(random.nextInt()); // all magnitudes, infinities, NaN
    }
    values[0] = Float.intBitsToFloat(0x3f808000); // ties
    values[1] = Float.intBitsToFloat(0x3f818000);
    values[2] = Float.intBitsToFloat(0x7f800001); // a NaN whose upper half is infinity
    values[3] = Float.intBitsToFloat(0x7f7fffff); // overflows
    values[4] = Float.NEGATIVE_INFINITY;
    try (DeviceScope scope = cpu.scope("test")) {
      Tensor t = Cast.cast(Tensor.of(cpu, Shape.of(5000), values), DType.BFLOAT16);
      short[] actual = new short[values.length];
      t.read().asShortBuffer().get(actual);
      for (int i = 0; i < values.length; i++) {
        assertEquals(Half.toBfloat16(values[i]), actual[i], "value " + values[i]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void channelAffine(DType dtype) {
    Parity.check(
        dtype,
        in -> ChannelAffine.channelAffine(in[0], in[1], in[2], Activation.leakyRelu(0.1)),
        BIG,
        Shape.of(19),
        Shape.of(19));
  }

  @ParameterizedTest
  @EnumSource
  void gridSampling(PaddingMode padding) {
    DType[] wide = {DType.FLOAT32, DType.FLOAT32};
    DType[] narrow = {DType.BFLOAT16, DType.FLOAT32};
    for (int channels : new int[] {3, 70}) {
      for (boolean aligned : new boolean[] {true, false}) {
        for (DType[] dtypes : new DType[][] {wide, narrow}) {
          Parity.check(
              dtypes,
              in ->
                  GridSample.gridSample(
                      in[0],
                      Unary.affine(in[1], 1.3, 0.01),
                      Interpolation.BILINEAR,
                      padding,
                      aligned),
              Shape.of(2, 13, 11, channels),
              Shape.of(4, 9, 14, 2));
        }
      }
    }
  }

  @Test
  void nearestGridSampling() {
    Parity.check(
        DType.FLOAT32,
        in -> GridSample.gridSample(in[0], in[1], Interpolation.NEAREST, PaddingMode.ZEROS, false),
        Shape.of(2, 13, 11, 5),
        Shape.of(2, 9, 14, 2));
  }

  @Test
  void flowWarps() {
    DType f = DType.FLOAT32;
    Shape image = Shape.of(2, 17, 15, 3);
    Shape flow = Shape.of(2, 17, 15, 2);
    for (PaddingMode padding : PaddingMode.values()) {
      Parity.check(
          f, in -> FlowWarp.flowWarp(in[0], Unary.affine(in[1], 9, 0.1), padding), image, flow);
    }
    Parity.check(
        f,
        in ->
            FlowWarpBlend.flowWarpBlend(
                in[0], in[1], Unary.affine(in[2], 3, 0.1), in[3], PaddingMode.BORDER),
        image,
        image,
        flow,
        Shape.of(2, 17, 15, 1));
    Parity.check(
        f,
        in -> OccludedFeatureWarp.occludedFeatureWarp(in[0], in[1], in[2], true),
        Shape.of(1, 12, 12, 64),
        Shape.of(2, 12, 12, 2),
        Shape.of(2, 12, 12, 1));
  }

  @Test
  void partialSumsDoNotDependOnTheNumberOfThreads() {
    float[][] results = new float[2][];
    for (int i = 0; i < 2; i++) {
      HostParallel parallel = new HostParallel(1 + 3 * i);
      float[] sums = new float[100];
      parallel.run(
          100_000,
          1000,
          (from, to) -> {
            float sum = 0;
            for (long k = from; k < to; k++) {
              sum += 1f / (k + 1);
            }
            sums[(int) (from / 1000)] = sum;
          });
      results[i] = sums;
    }
    assertArrayEquals(results[0], results[1]);
  }
}
