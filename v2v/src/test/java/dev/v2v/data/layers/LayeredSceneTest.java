package dev.v2v.data.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.data.FlowConfidence;
import dev.v2v.data.FlowField;
import dev.v2v.engine.InputException;
import dev.v2v.metrics.FlowErrors;
import dev.v2v.metrics.Picture;
import org.junit.jupiter.api.Test;

class LayeredSceneTest {
  @Test
  void theFlowFindsEveryVisiblePixelInTheOtherFrame() {
    LayeredScene scene = LayeredScene.of(1, 2, 64, 48, 6);
    FlowField flow = scene.flow(0, 1);
    boolean[] visible = visible(flow);
    Picture here = Picture.of(scene.frame(0));
    Picture there = Picture.of(scene.frame(1));
    double moved = FlowErrors.warp(here, there, flow.flow(), visible).orElseThrow();
    double still =
        FlowErrors.warp(here, there, new float[flow.flow().length], visible).orElseThrow();
    assertTrue(moved < 0.1 * still, moved + " with the flow, " + still + " without");
  }

  @Test
  void noPixelIsFasterThanTheSpeed() {
    for (int index = 0; index < 10; index++) {
      float[] flow = LayeredScene.of(3, index, 40, 60, 12).flow(0, 1).flow();
      double longest = 0;
      for (int p = 0; p < flow.length / 2; p++) {
        longest = Math.max(longest, Math.hypot(flow[2 * p], flow[2 * p + 1]));
      }
      assertTrue(longest <= 12 && longest > 2, "index " + index + ": " + longest);
    }
  }

  @Test
  void goingThereAndBackReturnsWhereVisible() {
    LayeredScene scene = LayeredScene.of(5, 1, 48, 48, 8);
    FlowField flow = scene.flow(0, 1);
    float[] returns = FlowConfidence.byReturn(flow, scene.flow(1, 0));
    int visible = 0;
    int agree = 0;
    for (int p = 0; p < returns.length; p++) {
      if (!flow.occluded()[p]) {
        visible++;
        agree += returns[p] == 1 ? 1 : 0;
      }
    }
    // Beside an outline a bilinear read mixes two layers.
    assertTrue(agree > 0.9 * visible, agree + " of " + visible);
    assertTrue(visible < returns.length, "something leaves the frame or is hidden");
  }

  @Test
  void theSameIndicesGiveTheSamePicture() {
    assertArrayEquals(
        LayeredScene.of(9, 4, 32, 16, 3).frame(1).data(),
        LayeredScene.of(9, 4, 32, 16, 3).frame(1).data());
  }

  @Test
  void withoutSpeedNothingMoves() {
    LayeredScene scene = LayeredScene.of(9, 4, 32, 16, 0);
    assertArrayEquals(scene.frame(0).data(), scene.frame(1).data());
    assertArrayEquals(new boolean[32 * 16], scene.flow(0, 1).occluded());
  }

  @Test
  void badSizesAndSpeedsAreRefused() {
    InputException small =
        assertThrows(InputException.class, () -> LayeredScene.of(0, 0, 15, 20, 1));
    assertEquals("layers: sides must be 16..4096 pixels, got 15x20", small.getMessage());
    InputException backwards =
        assertThrows(InputException.class, () -> LayeredScene.of(0, 0, 20, 20, -1));
    assertEquals("layers: speed must be finite and not negative, got -1.0", backwards.getMessage());
  }

  private static boolean[] visible(FlowField flow) {
    boolean[] visible = new boolean[flow.occluded().length];
    for (int p = 0; p < visible.length; p++) {
      visible[p] = !flow.occluded()[p];
    }
    return visible;
  }
}
