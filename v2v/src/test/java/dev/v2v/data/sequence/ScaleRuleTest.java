package dev.v2v.data.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.data.Dice;
import dev.v2v.engine.InputException;
import dev.v2v.media.RgbFrame;
import org.junit.jupiter.api.Test;

final class ScaleRuleTest {
  private static String size(String name, int load, int width, int height) {
    ScaleRule.Plan plan = ScaleRule.parse(name, load, load).plan(width, height, Dice.of(1));
    return plan.width() + "x" + plan.height();
  }

  /** Sizes that the published program gives. */
  @Test
  void publishedSizes() {
    assertEquals("512x256", size("scaleWidth", 512, 2048, 1024));
    assertEquals("1024x512", size("scaleWidth", 1024, 2048, 1024));
    assertEquals("2048x1024", size("scaleWidth", 2048, 2048, 1024));
    assertEquals("1024x576", size("scaleWidth", 1024, 1280, 720));
    assertEquals("448x256", size("scaleHeight", 256, 1280, 720));
    assertEquals("896x512", size("scaleHeight", 512, 1280, 720));
    assertEquals("1824x1024", size("scaleHeight", 1024, 1280, 720));
    assertEquals("512x512", size("resize", 512, 1280, 720));
    assertEquals("256x128", size("none", 512, 256, 128));
  }

  @Test
  void cropsStayInside() {
    ScaleRule rule = ScaleRule.parse("randomScaleHeight_and_scaledCrop", 384, 256);
    for (int i = 0; i < 200; i++) {
      ScaleRule.Plan plan = rule.plan(1280, 720, Dice.of(i));
      assertEquals(256, plan.height());
      assertTrue(plan.scaledHeight() >= 256 && plan.scaledHeight() <= 388);
      assertTrue(plan.left() >= 0 && plan.left() + plan.width() <= plan.scaledWidth());
      assertTrue(plan.top() >= 0 && plan.top() + plan.height() <= plan.scaledHeight());
      assertTrue(plan.top() <= plan.scaledHeight() / 8);
    }
  }

  @Test
  void refusesOtherRules() {
    assertThrows(InputException.class, () -> ScaleRule.width(128).withMultiple(6));
    assertThrows(InputException.class, () -> ScaleRule.parse("ScaleHeight", 256, 256));
    assertThrows(InputException.class, () -> ScaleRule.parse("randomScaleWidth", 512, 256));
    assertThrows(
        InputException.class, () -> ScaleRule.parse("randomScaleWidth_and_crop", 256, 512));
    assertThrows(InputException.class, () -> ScaleRule.parse("resize", 16, 16));
  }

  /** The kernel at a factor of two, worked out by hand, on a step from 0 to 255. */
  @Test
  void bicubicWeightsAreThePublishedOnes() {
    RgbFrame step = new RgbFrame(8, 1);
    for (int i = 12; i < 24; i++) {
      step.data()[i] = (byte) 255;
    }
    RgbFrame half = Resample.CUBIC.resize(step, 4, 1);
    // w(0.25), w(0.75), w(1.25), w(1.75) = 111, 29, -9, -3 of 128; both sides make up two of each.
    int[] expected = new int[4];
    double[] w = {-3, -9, 29, 111, 111, 29, -9, -3};
    for (int x = 0; x < 4; x++) {
      double sum = 0;
      double all = 0;
      for (int k = 0; k < 8; k++) {
        int from = 2 * x - 3 + k;
        if (from >= 0 && from < 8) {
          all += w[k];
          sum += w[k] * (from >= 4 ? 255 : 0);
        }
      }
      expected[x] = (int) Math.max(0, Math.min(255, sum / all + 0.5));
    }
    for (int x = 0; x < 4; x++) {
      assertEquals(expected[x], half.data()[3 * x] & 0xff, "column " + x);
    }
    assertTrue(expected[2] > 230 && expected[1] < 25);
    RgbFrame same = Resample.CUBIC.resize(step, 8, 1);
    assertEquals(step, same);
  }

  /** Sizes that the published pose models are trained at. */
  @Test
  void peopleStandInTheMiddle() {
    int[][] sizes = {{256, 192}, {512, 448}, {1024, 896}};
    for (int[] size : sizes) {
      ScaleRule rule = ScaleRule.parse("scaleHeight", size[0], size[0]);
      ScaleRule.Plan plan = rule.plan(1280, 720, Dice.of(1)).middle();
      assertEquals(size[1], plan.width());
      assertEquals(size[0], plan.height());
      assertEquals(plan.scaledWidth() / 2 - size[1] / 2, plan.left());
    }
    ScaleRule.Plan narrow = ScaleRule.width(96).plan(96, 96, Dice.of(1));
    assertEquals(narrow, narrow.middle());
  }

  @Test
  void sidesAreMultiplesOfWhatIsAskedFor() {
    ScaleRule rule = ScaleRule.width(128);
    assertEquals(new ScaleRule.Size(128, 64), rule.scaled(1280, 720));
    assertEquals(new ScaleRule.Size(128, 72), rule.withMultiple(8).scaled(1280, 720));
    assertEquals(
        new ScaleRule.Size(228, 128),
        ScaleRule.parse("scaleHeight_and_crop", 128, 128).scaled(1280, 720),
        "before the crop");
  }
}
