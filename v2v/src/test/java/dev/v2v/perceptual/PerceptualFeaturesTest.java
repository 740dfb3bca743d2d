package dev.v2v.perceptual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.data.shapes.Colours;
import dev.v2v.data.shapes.ShapeClass;
import dev.v2v.data.shapes.ShapeWorld;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.reduce.Reduce;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PerceptualFeaturesTest {
  private static final Backend BACKEND = Backends.open("cpu");

  @ParameterizedTest
  @ValueSource(strings = {"none", "random", "procedural", "vgg19:some/file.pth"})
  void namesAreReadAndWritten(String name) {
    assertEquals(name, PerceptualFeatures.of(name).toString());
  }

  @Test
  void otherNamesAreRefused() {
    for (String name : new String[] {"", "vgg19", "vgg19:", "Random"}) {
      String message =
          assertThrows(InputException.class, () -> PerceptualFeatures.of(name)).getMessage();
      assertTrue(message.contains("procedural"), message);
    }
    assertNull(PerceptualFeatures.of("none").open(BACKEND));
  }

  @Test
  void proceduralFeaturesAreAnEighthOfTheWidth() {
    try (DeviceScope scope = BACKEND.scope("test");
        Vgg19 vgg = PerceptualFeatures.of("procedural").open(scope.backend())) {
      Tensor images = Tensor.of(BACKEND, Shape.of(1, 32, 48, 3), new float[32 * 48 * 3]);
      List<Shape> shapes = vgg.forward(images).stream().map(Tensor::shape).toList();
      assertEquals(
          List.of(
              Shape.of(1, 32, 48, 8),
              Shape.of(1, 16, 24, 16),
              Shape.of(1, 8, 12, 32),
              Shape.of(1, 4, 6, 64),
              Shape.of(1, 2, 3, 64)),
          shapes);
      assertTrue(vgg.parameters().stream().noneMatch(p -> p.requiresGrad()));
    }
  }

  /**
   * A cut-out gets the class whose mean over others its deepest features are nearest to: the
   * features have to be good themselves, for there is next to nothing else.
   */
  private static double accuracyOfNearestMean(Vgg19 vgg) {
    ShapeWorld world = ShapeWorld.of(99, 64, Colours.ANY, 1); // no training has seen this seed
    int classes = ShapeClass.objects().size();
    float[][] known = features(vgg, world, 0, 400);
    long[] kinds = kinds(world, 0, 400);
    double[][] means = new double[classes][known[0].length];
    for (int i = 0; i < known.length; i++) {
      int kind = (int) kinds[i];
      long of = java.util.Arrays.stream(kinds).filter(k -> k == kind).count();
      for (int f = 0; f < known[i].length; f++) {
        means[kind][f] += known[i][f] / of;
      }
    }
    float[][] asked = features(vgg, world, 400, 200);
    long[] truth = kinds(world, 400, 200);
    int right = 0;
    for (int i = 0; i < asked.length; i++) {
      right += nearest(means, asked[i]) == truth[i] ? 1 : 0;
    }
    return right / 200.0;
  }

  private static int nearest(double[][] means, float[] to) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int c = 0; c < means.length; c++) {
      double distance = 0;
      for (int f = 0; f < to.length; f++) {
        distance += (means[c][f] - to[f]) * (means[c][f] - to[f]);
      }
      if (distance < least) {
        least = distance;
        best = c;
      }
    }
    return best;
  }

  private static float[][] features(Vgg19 vgg, ShapeWorld world, long first, int count) {
    try (DeviceScope scope = BACKEND.scope("features")) {
      Tensor images = ShapeBatch.of(scope.backend(), world, 32, first, count).images();
      float[] all = Reduce.mean(vgg.forward(images).get(4), false, 1, 2).toFloats();
      int width = all.length / count;
      float[][] rows = new float[count][];
      for (int i = 0; i < count; i++) {
        rows[i] = java.util.Arrays.copyOfRange(all, i * width, (i + 1) * width);
      }
      return rows;
    }
  }

  private static long[] kinds(ShapeWorld world, long first, int count) {
    try (DeviceScope scope = BACKEND.scope("kinds")) {
      return ShapeBatch.of(scope.backend(), world, 32, first, count).classes().toLongs();
    }
  }

  @Test
  void proceduralFeaturesTellShapesApartAndRandomOnesDoNot() {
    try (Vgg19 trained = PerceptualFeatures.of("procedural").open(BACKEND);
        Vgg19 random = PerceptualFeatures.of("random").open(BACKEND)) {
      double procedural = accuracyOfNearestMean(trained);
      double byChance = accuracyOfNearestMean(random);
      assertTrue(procedural > 0.8, "procedural: " + procedural);
      assertTrue(byChance < 0.5, "random: " + byChance);
    }
  }
}
