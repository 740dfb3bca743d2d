package dev.v2v.data.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.config.ConfigNode;
import dev.v2v.data.Dice;
import dev.v2v.data.FramePair;
import dev.v2v.engine.InputException;
import dev.v2v.media.RgbFrame;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final Map<String, ?> FLIPS =
      Map.of("flip_param", Map.of("time_flip", true, "horizontal_flip", true));

  @Test
  void flipsSwapHalfAndMirrorAQuarterAndNeverBoth() {
    Augmentation flips = of(FLIPS);
    int swapped = 0;
    int mirrored = 0;
    int draws = 4000;
    for (int i = 0; i < draws; i++) {
      FramePair result = flips.apply(pair(4, 2), Dice.of(7, i));
      boolean isSwapped = Arrays.equals(result.source().data(), ramp(4, 2, 100).data());
      boolean isMirrored = Arrays.equals(result.source().data(), mirror(ramp(4, 2, 0)).data());
      boolean isSame = Arrays.equals(result.source().data(), ramp(4, 2, 0).data());
      assertEquals(1, count(isSwapped, isMirrored, isSame), "draw " + i);
      RgbFrame driving = ramp(4, 2, isSwapped ? 0 : 100);
      assertArrayEquals(
          (isMirrored ? mirror(driving) : driving).data(), result.driving().data(), "driving");
      swapped += isSwapped ? 1 : 0;
      mirrored += isMirrored ? 1 : 0;
    }
    // Five standard deviations of a binomial.
    assertEquals(0.5, (double) swapped / draws, 5 * Math.sqrt(0.25 / draws));
    assertEquals(0.25, (double) mirrored / draws, 5 * Math.sqrt(0.1875 / draws));
  }

  @Test
  void sameDiceGiveSamePairAndBothFramesGetOneDraw() {
    Augmentation all =
        of(
            Map.of(
                "flip_param", Map.of("horizontal_flip", true),
                "rotation_param", Map.of("degrees", 10),
                "resize_param", Map.of("ratio", List.of(0.5, 1.5)),
                "crop_param", Map.of("size", List.of(8, 10)),
                "jitter_param",
                    Map.of("brightness", 0.4, "contrast", 0.4, "saturation", 1, "hue", 0.5)));
    boolean changed = false;
    for (int i = 0; i < 50; i++) {
      FramePair a = all.apply(equalPair(), Dice.of(3, i));
      FramePair b = all.apply(equalPair(), Dice.of(3, i));
      assertArrayEquals(a.source().data(), b.source().data());
      assertArrayEquals(a.source().data(), a.driving().data(), "one draw for both frames");
      assertEquals(10, a.source().width());
      assertEquals(8, a.source().height());
      changed |=
          !Arrays.equals(a.source().data(), all.apply(equalPair(), Dice.of(4, i)).source().data());
    }
    assertTrue(changed);
  }

  @Test
  void quarterTurnIsCounterClockwise() {
    RgbFrame frame = ramp(3, 3, 0);
    RgbFrame turned = Rotation.rotate(frame, 90);
    // Counter-clockwise: the right column becomes the top row.
    for (int i = 0; i < 3; i++) {
      assertEquals(red(frame, 2, i), red(turned, i, 0), "top row, column " + i);
      assertEquals(red(frame, 0, i), red(turned, i, 2), "bottom row, column " + i);
    }
  }

  @Test
  void rotationIsBlackOutside() {
    RgbFrame white = new RgbFrame(9, 9);
    Arrays.fill(white.data(), (byte) 255);
    RgbFrame turned = Rotation.rotate(white, 45);
    assertEquals(0, red(turned, 0, 0));
    assertEquals(255, red(turned, 4, 4));
  }

  @Test
  void nearestResizePicksPixelsWithoutBlurUpToFiveQuarters() {
    RgbFrame frame = ramp(10, 1, 0);
    RgbFrame shrunk = Resize.resize(frame, 9, 1, false);
    RgbFrame grown = Resize.resize(frame, 11, 1, false);
    // floor((i + 0.5) * in / out)
    int[] down = {0, 1, 2, 3, 5, 6, 7, 8, 9};
    int[] up = {0, 1, 2, 3, 4, 5, 5, 6, 7, 8, 9};
    for (int i = 0; i < down.length; i++) {
      assertEquals(red(frame, down[i], 0), red(shrunk, i, 0), "shrunk " + i);
    }
    for (int i = 0; i < up.length; i++) {
      assertEquals(red(frame, up[i], 0), red(grown, i, 0), "grown " + i);
    }
  }

  @Test
  void strongerShrinkingBlursWithBlackBeyondTheEdges() {
    RgbFrame white = new RgbFrame(16, 16);
    Arrays.fill(white.data(), (byte) 200);
    RgbFrame half = Resize.resize(white, 8, 8, false);
    // sigma 0.5, radius 2: weights 1, e^-2, e^-8. The result may not leave the input's range, and
    // the input is 200 all over, so the darkened edge is lifted back.
    assertEquals(200, red(half, 0, 0));
    assertEquals(200, red(half, 4, 4));
    white.data()[3 * (8 * 16 + 8)] = 0;
    half = Resize.resize(white, 8, 8, false);
    double norm = 1 + 2 * Math.exp(-2) + 2 * Math.exp(-8);
    double edge = (1 + Math.exp(-2) + Math.exp(-8)) / norm;
    assertEquals(Math.rint(200 * Math.pow((norm - Math.exp(-8)) / norm, 2)), red(half, 0, 0), 0);
    assertTrue(edge < 1);
  }

  @Test
  void cropPadsSmallFramesWithTheirEdges() {
    Crop crop = new Crop(5, 1);
    RgbFrame frame = ramp(2, 1, 10);
    FramePair result = crop.apply(new FramePair(frame, frame), Dice.of(0));
    // One pixel before, two after.
    int[] columns = {0, 0, 1, 1, 1};
    for (int i = 0; i < 5; i++) {
      assertEquals(red(frame, columns[i], 0), red(result.source(), i, 0), "column " + i);
    }
  }

  @Test
  void cropOffsetsAreUniform() {
    Crop crop = new Crop(2, 1);
    int[] seen = new int[4];
    for (int i = 0; i < 4000; i++) {
      FramePair result = crop.apply(pair(5, 1), Dice.of(1, i));
      seen[red(result.source(), 0, 0)]++;
    }
    for (int count : seen) {
      assertEquals(1000, count, 5 * Math.sqrt(4000 * 0.25 * 0.75));
    }
  }

  @Test
  void jitterStepsComeInEveryOrder() {
    ColorJitter jitter =
        ColorJitter.of(ConfigNode.root("t", Map.of("brightness", 0.5, "contrast", 0.5)));
    RgbFrame frame = ramp(8, 8, 0);
    int brightnessFirst = 0;
    int contrastFirst = 0;
    for (int i = 0; i < 200; i++) {
      Dice dice = Dice.of(5, i);
      float b = (float) dice.in(0.5, 1.5);
      float c = (float) dice.in(0.5, 1.5);
      RgbFrame one = ramp(8, 8, 0);
      ColorAdjust.brightness(one, b);
      ColorAdjust.contrast(one, c);
      RgbFrame other = ramp(8, 8, 0);
      ColorAdjust.contrast(other, c);
      ColorAdjust.brightness(other, b);
      RgbFrame got = ramp(8, 8, 0);
      jitter.apply(new FramePair(got, frame), Dice.of(5, i));
      boolean isOne = Arrays.equals(got.data(), one.data());
      boolean isOther = Arrays.equals(got.data(), other.data());
      assertTrue(isOne || isOther, "draw " + i);
      brightnessFirst += isOne && !isOther ? 1 : 0;
      contrastFirst += isOther && !isOne ? 1 : 0;
    }
    assertTrue(brightnessFirst > 50 && contrastFirst > 50, brightnessFirst + " " + contrastFirst);
  }

  @Test
  void badConfigurationsAreRefusedByName() {
    assertRefused(Map.of("flip", Map.of()), "flip must be one of flip_param");
    assertRefused(Map.of("jitter_param", Map.of("hue", 0.6)), "hue must be from 0 to 0.5");
    assertRefused(Map.of("jitter_param", Map.of("contrast", -1)), "contrast must be at least 0");
    assertRefused(
        Map.of("resize_param", Map.of("ratio", List.of(2, 1))), "ratio must be [low, high]");
    assertRefused(Map.of("crop_param", Map.of("size", List.of(2))), "size must be [height, width]");
    assertRefused(Map.of("rotation_param", Map.of("degrees", -5)), "degrees must be a number");
    Augmentation sizes = of(Map.of("resize_param", Map.of("ratio", List.of(0.9, 1.1))));
    assertTrue(
        assertThrows(InputException.class, () -> sizes.outputSize(8, 8))
            .getMessage()
            .contains("crop_param"));
  }

  @Test
  void nothingConfiguredIsNoChange() {
    FramePair pair = pair(3, 3);
    assertEquals(pair, of(Map.of()).apply(pair, Dice.of(1)));
  }

  private static void assertRefused(Map<String, ?> params, String message) {
    String got = assertThrows(InputException.class, () -> of(params)).getMessage();
    assertTrue(got.contains(message), got);
  }

  private static Augmentation of(Map<String, ?> params) {
    return Augmentation.of(ConfigNode.root("test.yaml", params));
  }

  private static FramePair pair(int width, int height) {
    return new FramePair(ramp(width, height, 0), ramp(width, height, 100));
  }

  private static FramePair equalPair() {
    return new FramePair(ramp(12, 12, 0), ramp(12, 12, 0));
  }

  private static RgbFrame mirror(RgbFrame frame) {
    Flip.mirror(frame);
    return frame;
  }

  /** Red counts the pixels from {@code first} on. */
  private static RgbFrame ramp(int width, int height, int first) {
    RgbFrame frame = new RgbFrame(width, height);
    for (int i = 0; i < width * height; i++) {
      frame.data()[3 * i] = (byte) (first + i);
      frame.data()[3 * i + 1] = (byte) (200 - i);
      frame.data()[3 * i + 2] = (byte) (3 * i);
    }
    return frame;
  }

  private static int red(RgbFrame frame, int x, int y) {
    return frame.data()[3 * (y * frame.width() + x)] & 0xff;
  }

  private static int count(boolean... flags) {
    int count = 0;
    for (boolean flag : flags) {
      count += flag ? 1 : 0;
    }
    return count;
  }
}
