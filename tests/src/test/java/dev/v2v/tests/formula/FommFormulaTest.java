package dev.v2v.tests.formula;

import static dev.v2v.tests.formula.Formula.assertValues;
import static dev.v2v.tests.formula.Formula.image;
import static dev.v2v.tests.formula.Formula.mean;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Tensor;
import dev.v2v.fomm.FommModel;
import dev.v2v.fomm.FommPresets;
import dev.v2v.fomm.KeyPoints;
import dev.v2v.fomm.MotionField;
import dev.v2v.fomm.MotionTransfer;
import dev.v2v.fomm.SourceFeatures;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The full-size network {@code vox-adv-256}, weights and pictures by formula, against numbers that
 * the authors' modules gave on PyTorch in float64 and evaluation mode. Printed with 7 to 10 digits;
 * what is compared here is their distance from float32 on {@code cpu}, about 1e-6 where PyTorch's
 * own float32 was compared in the same way.
 */
class FommFormulaTest {
  private static final double ATOL = 2e-5;

  private static Backend backend;
  private static FommModel model;

  private static DeviceScope scope;
  private static Tensor source;
  private static KeyPoints from;
  private static KeyPoints to;

  @BeforeAll
  static void build() {
    backend = Backends.open("cpu");
    model = FommModel.random(backend, FommPresets.read("vox-adv-256"), 0, true);
    Formula.fill(model.generator(), Formula.Network.GENERATOR);
    Formula.fill(model.kpDetector(), Formula.Network.KP_DETECTOR);
    String first = "dense_motion_network.hourglass.encoder.down_blocks.0.conv.weight";
    float[] weights = model.generator().namedState().get(first).toArray().toFloats();
    assertArrayEquals(
        new float[] {-0.12223136f, 0.04895787f, -0.07570431f}, Arrays.copyOf(weights, 3), 1e-8f);
    model.prepareForInference();
    scope = backend.scope("formula");
    source = image(backend, 0, 0);
    from = model.kpDetector().forward(source, DType.FLOAT32);
    to = model.kpDetector().forward(image(backend, 9, 5), DType.FLOAT32);
  }

  @AfterAll
  static void release() {
    scope.close();
    model.close();
  }

  @Test
  void hash() {
    assertEquals(-0.9930123090744019, Formula.uniform(1000, 0));
    assertEquals(0.397735595703125, Formula.uniform(1000, 1));
    assertEquals(-0.6150246858596802, Formula.uniform(1000, 2));
  }

  @Test
  void keyPointsAndJacobians() {
    double[] sourcePoints = {
      .0972204, .3118665, .0540617, .5924343, .1045757, .5292228, .2486999, -.1232541, .3520086,
      -.0214561, -.4052597, .0285798, -.3605272, -.2190581, .3286558, .1524318, .4064294, -.2158690,
      .0519875, .1170495
    };
    double[] drivingPoints = {
      .1186839, .3293167, -.0252561, .4836691, .1294364, .3427560, .2197835, -.1265893, .4554112,
      -.1489575, -.2908744, -.0804127, -.1645953, -.1148307, .2626993, .0960181, .0525876,
      -.1510356, .1248404, .0090535
    };
    assertEquals(sourcePoints.length, from.value().elements());
    assertValues("p_S", ATOL, from.value(), 0, sourcePoints);
    assertValues("p_D", ATOL, to.value(), 0, drivingPoints);
    assertValues("J_S,0", ATOL, from.jacobian(), 0, 1.1064347, .0331098, .0914511, .9365212);
    assertValues("J_D,0", ATOL, to.jacobian(), 0, 1.1070195, .0339401, .0910919, .9454308);
    double[] determinants = {
      1.0435186, .9293071, .8052080, 1.1780877, 1.0820687, 1.1502518, .8223376, 1.1010959, .9155348,
      1.1140100
    };
    double[] j = to.jacobian().toDoubles();
    for (int k = 0; k < determinants.length; k++) {
      double got = j[4 * k] * j[4 * k + 3] - j[4 * k + 1] * j[4 * k + 2];
      assertEquals(determinants[k], got, ATOL, "det J_D," + k);
    }
  }

  @Test
  void alignedCorners() {
    MotionField field = field(to, true);
    Tensor image = decode(field, true);
    assertStatistics(image, .4512868113, .1552233309, .1176727645, .7986861761);
    assertPixel(image, 0, 0, .4626772, .5916046, .4994115);
    assertPixel(image, 0, 128, .4263183, .6463644, .4193776);
    assertPixel(image, 100, 37, .2414532, .6760351, .4262297);
    assertPixel(image, 128, 128, .1706788, .5668522, .4774223);
    assertPixel(image, 255, 255, .5002902, .5134663, .4088261);
    assertOcclusion(field, .6295007249, .4790540548, .6359622202);
    assertMotion(field, true, .0297961504, .4537229713, .4979623671);
    double[] slots = {
      .082568, .111949, .066225, .138043, .044691, .073862, .078693, .099712, .206704, .077919,
      .019634
    };
    double[] mask = field.mask().toDoubles();
    for (int k = 0; k < slots.length; k++) {
      int slot = k;
      double sum =
          IntStream.range(0, mask.length / slots.length)
              .mapToDouble(p -> mask[p * slots.length + slot])
              .sum();
      assertEquals(slots[k], sum * slots.length / mask.length, ATOL, "mean of mask " + k);
    }
  }

  @Test
  void unalignedCorners() {
    MotionField field = field(to, false);
    Tensor image = decode(field, false);
    assertStatistics(image, .4517926243, .1547359354, .1154149870, .8117444982);
    assertPixel(image, 0, 0, .4644124, .5980112, .4952735);
    assertPixel(image, 0, 128, .4213067, .6356020, .4273745);
    assertPixel(image, 100, 37, .2425725, .6695952, .4254554);
    assertPixel(image, 128, 128, .1731995, .5682236, .4753800);
    assertPixel(image, 255, 255, .5042335, .5139257, .4034317);
    assertOcclusion(field, .6286436681, .4947076259, .6399421442);
    assertMotion(field, false, .0295985147, .4452209727, .4957174729);
  }

  @Test
  void relativeMotionWithAdaptedScale() {
    KeyPoints initial = model.kpDetector().forward(image(backend, 3, 2), DType.FLOAT32);
    MotionTransfer transfer =
        new MotionTransfer(new MotionTransfer.Options(true, true, true), from, initial);
    // Square root of the hulls' areas, 0.4159034032 and 0.3180286652.
    assertEquals(1.1435709219, transfer.scale(), ATOL);
    KeyPoints target = transfer.apply(to);
    assertValues("p'_0", ATOL, target.value(), 0, .1264011925, .3389783781);
    assertValues(
        "J'_0", ATOL, target.jacobian(), 0, 1.1049472720, .0319100713, .0909195330, .9402279175);
    Tensor image = decode(field(target, true), true);
    assertEquals(.4521951088, mean(image), ATOL);
    assertPixel(image, 100, 37, .2248689165, .6698416412, .4170004204);
    assertPixel(image, 0, 0, .4623416309, .6026234133, .5026966465);
  }

  private static MotionField field(KeyPoints target, boolean aligned) {
    Tensor low = model.generator().motion().downsample(source);
    return model.generator().motion().forward(low, from, target, aligned, DType.FLOAT32);
  }

  private static Tensor decode(MotionField field, boolean aligned) {
    SourceFeatures features = model.generator().encode(source, DType.FLOAT32);
    return model.generator().decode(features, field, aligned);
  }

  private static void assertStatistics(
      Tensor image, double mean, double deviation, double least, double most) {
    double[] values = image.toDoubles();
    double average = mean(image);
    double squares = Arrays.stream(values).map(v -> (v - average) * (v - average)).sum();
    assertEquals(mean, average, ATOL, "mean");
    assertEquals(deviation, Math.sqrt(squares / values.length), ATOL, "standard deviation");
    assertEquals(least, Arrays.stream(values).min().orElseThrow(), ATOL, "least");
    assertEquals(most, Arrays.stream(values).max().orElseThrow(), ATOL, "most");
  }

  private static void assertPixel(Tensor image, int y, int x, double... rgb) {
    assertValues("pixel " + y + ", " + x, ATOL, image, (y * Formula.SIZE + x) * 3, rgb);
  }

  private static void assertOcclusion(MotionField field, double mean, double first, double other) {
    Tensor map = field.occlusion(); // (1, 64, 64, 1)
    assertEquals(mean, mean(map), ATOL, "mean of the occlusion map");
    assertValues("occlusion", ATOL, map, 0, first);
    assertValues("occlusion", ATOL, map, 31 * map.dim(2) + 17, other);
  }

  private static void assertMotion(
      MotionField field, boolean aligned, double background, double sparse, double deformed) {
    Tensor mask = field.mask(); // (1, 64, 64, 11)
    assertValues("mask 0", ATOL, mask, (31 * mask.dim(2) + 17) * mask.dim(3), background);
    assertEquals(sparse, mean(field.sparseDeformed()), ATOL, "mean of the warped sources");
    Tensor warped = model.generator().deform(source, field, aligned);
    assertEquals(deformed, mean(warped), ATOL, "mean of the source under the flow");
  }
}
