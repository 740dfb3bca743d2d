package dev.v2v.flow;

import static dev.v2v.engine.op.shape.Concat.concat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.data.FlowField;
import dev.v2v.data.layers.LayeredScene;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.media.RgbFrame;
import dev.v2v.metrics.FlowErrors;
import org.junit.jupiter.api.Test;

class VariationalFlowTest {
  private static final Backend CPU = Backends.open("cpu");
  private static final Backend REFERENCE = Backends.open("reference");

  /** A smooth surface without symmetry, shifted by (dx, dy). */
  private static Tensor waves(Backend backend, int h, int w, double dx, double dy) {
    float[] values = new float[3 * h * w];
    for (int i = 0; i < values.length; i++) {
      int pixel = i / 3;
      int row = pixel / w;
      double x = pixel % w - dx;
      double y = row - dy;
      values[i] =
          (float)
              (0.5
                  + 0.2 * Math.sin(0.35 * x + 0.12 * y)
                  + 0.15 * Math.cos(0.31 * y - 0.2 * x)
                  + 0.1 * Math.sin(0.05 * x * y / 8));
    }
    return Tensor.of(backend, Shape.of(1, h, w, 3), values);
  }

  private static float[] flow(Backend backend, double dx, double dy) {
    try (DeviceScope scope = backend.scope("test");
        VariationalFlow solver = new VariationalFlow(backend, FlowSettings.DEFAULT)) {
      return solver.flow(waves(backend, 32, 40, 0, 0), waves(backend, 32, 40, dx, dy)).toFloats();
    }
  }

  @Test
  void aShiftIsFoundToAFewHundredthsOfAPixel() {
    float[] flow = flow(CPU, 2.3, -1.4);
    double sum = 0;
    int pixels = 0;
    for (int y = 6; y < 26; y++) {
      for (int x = 6; x < 34; x++) {
        int p = y * 40 + x;
        double error = Math.hypot(flow[2 * p] - 2.3, flow[2 * p + 1] + 1.4);
        assertTrue(error < 0.15, "error at " + x + ", " + y + ": " + error);
        sum += error;
        pixels++;
      }
    }
    assertTrue(sum / pixels < 0.05, "mean error " + sum / pixels);
  }

  @Test
  void equalImagesHaveNoFlow() {
    for (float v : flow(CPU, 0, 0)) {
      assertEquals(0, v, 1e-5);
    }
  }

  @Test
  void backendsAgree() {
    assertArrayEquals(flow(REFERENCE, 1.5, 0.7), flow(CPU, 1.5, 0.7), 2e-3f);
  }

  @Test
  void pairsOfABatchDoNotMix() {
    try (DeviceScope scope = CPU.scope("test");
        VariationalFlow solver = new VariationalFlow(CPU, exact())) {
      Tensor a = waves(CPU, 24, 24, 0, 0);
      Tensor b = waves(CPU, 24, 24, 1, 0);
      Tensor c = waves(CPU, 24, 24, 0, 2);
      float[] first = solver.flow(a, b).toFloats();
      float[] second = solver.flow(a, c).toFloats();
      float[] both = solver.flow(concat(0, a, a), concat(0, b, c)).toFloats();
      for (int i = 0; i < first.length; i++) {
        assertEquals(first[i], both[i], 1e-4);
        assertEquals(second[i], both[first.length + i], 1e-4);
      }
    }
  }

  /** Without a tolerance every pair takes all warps, however the others fare. */
  private static FlowSettings exact() {
    return new FlowSettings(12, 4, 20, 150, 3, 8, 0);
  }

  @Test
  void layersThatMoveByManyPixelsAreFollowed() {
    LayeredScene scene = LayeredScene.of(5, 2, 96, 72, 9);
    FlowField truth = scene.flow(0, 1);
    boolean[] visible = new boolean[truth.occluded().length];
    for (int p = 0; p < visible.length; p++) {
      visible[p] = !truth.occluded()[p];
    }
    try (FrameFlow flow = new FrameFlow(CPU, FlowSettings.DEFAULT)) {
      FlowField found = flow.between(scene.frame(0), scene.frame(1));
      double error = FlowErrors.endPoint(truth.flow(), found.flow(), visible).orElseThrow();
      double still =
          FlowErrors.endPoint(truth.flow(), new float[found.flow().length], visible).orElseThrow();
      assertTrue(still > 2, "the scene moves: " + still);
      assertTrue(error < 0.5, "end-point error " + error);
    }
  }

  @Test
  void whatIsHiddenInTheOtherFrameIsMarked() {
    LayeredScene scene = LayeredScene.of(5, 2, 96, 72, 9);
    FlowField truth = scene.flow(0, 1);
    try (FrameFlow flow = new FrameFlow(CPU, FlowSettings.DEFAULT)) {
      boolean[] found = flow.both(scene.frame(0), scene.frame(1)).forward().occluded();
      int hidden = 0;
      int seen = 0;
      int hiddenMarked = 0;
      int seenMarked = 0;
      for (int p = 0; p < found.length; p++) {
        hidden += truth.occluded()[p] ? 1 : 0;
        seen += truth.occluded()[p] ? 0 : 1;
        hiddenMarked += truth.occluded()[p] && found[p] ? 1 : 0;
        seenMarked += !truth.occluded()[p] && found[p] ? 1 : 0;
      }
      assertTrue(hiddenMarked > 0.5 * hidden, hiddenMarked + " of " + hidden + " hidden pixels");
      assertTrue(seenMarked < 0.05 * seen, seenMarked + " of " + seen + " visible pixels");
    }
  }

  @Test
  void nothingStaysBehind() {
    try (FrameFlow flow = new FrameFlow(CPU, exact())) {
      LayeredScene scene = LayeredScene.of(1, 0, 32, 24, 2);
      flow.between(scene.frame(0), scene.frame(1));
      long live = CPU.memory().live();
      flow.between(scene.frame(0), scene.frame(1));
      assertEquals(live, CPU.memory().live());
    }
  }

  @Test
  void imagesThatDoNotFitAreRefused() {
    try (DeviceScope scope = CPU.scope("test");
        VariationalFlow solver = new VariationalFlow(CPU, FlowSettings.DEFAULT);
        FrameFlow frames = new FrameFlow(CPU, FlowSettings.DEFAULT)) {
      Tensor a = waves(CPU, 16, 16, 0, 0);
      Tensor b = waves(CPU, 16, 20, 0, 0);
      assertEquals(
          "flow: both images must be (N, H, W, 3) of one size, got (1, 16, 16, 3) and"
              + " (1, 16, 20, 3)",
          assertThrows(ShapeException.class, () -> solver.flow(a, b)).getMessage());
      assertEquals(
          "flow: sides must be 8 or more, got 7x9",
          assertThrows(
                  InputException.class,
                  () -> frames.between(new RgbFrame(7, 9), new RgbFrame(7, 9)))
              .getMessage());
    }
    assertEquals(
        "flow: warps must be 1 or more, got 0",
        assertThrows(InputException.class, () -> FlowSettings.DEFAULT.withWarps(0)).getMessage());
  }
}
