package dev.v2v.perceptual;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.data.shapes.Colours;
import dev.v2v.data.shapes.ShapeWorld;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Tensor;
import dev.v2v.nn.checkpoint.Checkpoint;
import dev.v2v.perceptual.FeatureTraining.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureTrainingTest {
  private static final Backend BACKEND = Backends.open("cpu");
  private static final Settings SHORT = new Settings(0, 20, 8, 3e-3, 16, 16, 50);

  @TempDir private Path dir;

  private static double rootMeanSquare(Tensor tensor) {
    double sum = 0;
    for (float v : tensor.toFloats()) {
      sum += (double) v * v;
    }
    return Math.sqrt(sum / tensor.elements());
  }

  @Test
  void theSameSettingsGiveTheSameFile() throws IOException {
    Path first = dir.resolve("first.safetensors");
    Path second = dir.resolve("second.safetensors");
    List<Double> losses = new ArrayList<>();
    double accuracy =
        new FeatureTraining(BACKEND, SHORT).run(first, (done, loss) -> losses.add(loss));
    assertEquals(20, losses.size());
    assertTrue(losses.stream().allMatch(Double::isFinite), losses.toString());
    assertTrue(accuracy >= 0 && accuracy <= 1);
    new FeatureTraining(BACKEND, SHORT).run(second, (done, loss) -> {});
    assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
  }

  @Test
  void theFileHoldsUnitFeaturesInBfloat16() {
    Path file = dir.resolve("features.safetensors");
    new FeatureTraining(BACKEND, SHORT).run(file, (done, loss) -> {});
    try (DeviceScope scope = BACKEND.scope("test");
        Checkpoint checkpoint = Checkpoint.open(file)) {
      assertTrue(
          checkpoint.entries().stream().allMatch(e -> e.dtype() == DType.BFLOAT16),
          checkpoint.entries().toString());
      assertEquals("procedural", checkpoint.metadata().get("features"));
      try (Vgg19 vgg = Vgg19.load(scope.backend(), checkpoint.stateDict())) {
        ShapeWorld world = ShapeWorld.of(0, 32, Colours.ANY, 1);
        Tensor images = ShapeBatch.of(BACKEND, world, 16, 1L << 40, 50).images();
        for (Tensor layer : vgg.activations(images)) {
          assertEquals(
              1, rootMeanSquare(layer), 0.02); // bfloat16 rounds by 0.4 %, layer upon layer
        }
      }
    }
  }

  @Test
  void scalingLayersChangesTheirUnitsAlone() {
    try (DeviceScope scope = BACKEND.scope("test");
        Vgg19 vgg = Vgg19.random(scope.backend(), 5, 16)) {
      ShapeWorld world = ShapeWorld.of(0, 32, Colours.ANY, 1);
      Tensor images = ShapeBatch.of(BACKEND, world, 16, 0, 8).images();
      // Not yet scaled: biases other than 0, and weights far from unit responses.
      vgg.convolutions().forEach(c -> Values.map(c.weight().tensor(), w -> 1.7 * w));
      vgg.convolutions().forEach(c -> Values.map(c.bias().tensor(), b -> b + 0.3));
      List<Tensor> before = vgg.forward(images);
      double deepest = UnitResponse.scale(vgg, images);
      List<Tensor> after = vgg.forward(images);
      for (int tap = 0; tap < before.size(); tap++) {
        double factor = rootMeanSquare(before.get(tap));
        float[] was = before.get(tap).toFloats();
        float[] is = after.get(tap).toFloats();
        for (int i = 0; i < was.length; i++) {
          assertEquals(was[i] / factor, is[i], 1e-3);
        }
        assertEquals(1, rootMeanSquare(after.get(tap)), 1e-4);
      }
      assertEquals(deepest, rootMeanSquare(before.get(4)), 1e-3 * deepest);
    }
  }

  @Test
  void badSettingsAreRefused() {
    assertThrows(InputException.class, () -> new Settings(0, 0, 8, 1e-3, 32, 8, 50));
    assertThrows(InputException.class, () -> new Settings(0, 1, 8, 0, 32, 8, 50));
    assertThrows(InputException.class, () -> new Settings(0, 1, 8, 1e-3, 24, 8, 50));
    assertThrows(InputException.class, () -> new Settings(0, 1, 8, 1e-3, 32, 8, 51));
  }
}
