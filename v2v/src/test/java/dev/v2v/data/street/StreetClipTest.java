package dev.v2v.data.street;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.data.labels.CityscapesClass;
import dev.v2v.data.labels.LabelMap;
import dev.v2v.engine.InputException;
import dev.v2v.media.RgbFrame;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

final class StreetClipTest {
  private static final int W = 64;
  private static final int H = 32;

  private final StreetWorld world = StreetWorld.of(5);

  /** Pinned: a change of these values changes every data set, and must be meant. */
  @Test
  void picturesArePinned() {
    CRC32 photos = new CRC32();
    CRC32 labels = new CRC32();
    for (int i = 0; i < 12; i++) {
      StreetMoment moment = world.clip(i, 30, W, H).moment(2 * i);
      photos.update(moment.photo().data());
      labels.update(moment.labels().classes());
    }
    assertEquals(
        "6f5442b6 20f7ecd2",
        Long.toHexString(photos.getValue()) + " " + Long.toHexString(labels.getValue()));
  }

  @Test
  void framesDependOnIndicesAlone() {
    StreetClip clip = world.clip(3, 40, W, H);
    RgbFrame late = clip.moment(20).photo();
    RgbFrame early = clip.moment(2).photo();
    StreetClip again = StreetWorld.of(5).clip(3, 40, W, H);
    assertArrayEquals(early.data(), again.moment(2).photo().data());
    assertArrayEquals(late.data(), again.moment(20).photo().data());
    assertFalse(Arrays.equals(early.data(), late.data()));
    StreetClip other = StreetWorld.of(6).clip(3, 40, W, H);
    assertFalse(Arrays.equals(early.data(), other.moment(2).photo().data()));
  }

  /** A longer clip goes on where the shorter one ends. */
  @Test
  void lengthChangesNothingBefore() {
    for (int i = 0; i < 4; i++) {
      StreetMoment a = world.clip(i, 10, W, H).moment(9);
      StreetMoment b = world.clip(i, 300, W, H).moment(9);
      int different = 0;
      for (int p = 0; p < W * H; p++) {
        different += a.labels().classAt(p) == b.labels().classAt(p) ? 0 : 1;
      }
      // The far end of the street is farther away; a few pixels at the horizon may tell.
      assertTrue(different < W * H / 200, different + " pixels differ in clip " + i);
    }
  }

  /** Weather changes photographs and nothing else. */
  @Test
  void weatherLeavesLabelsAlone() {
    LabelMap first = null;
    for (Weather weather : Weather.values()) {
      StreetClip clip = world.clip(2, weather, 20, W, H);
      assertEquals(weather, clip.weather());
      LabelMap map = clip.moment(7).labels();
      if (first != null) {
        assertArrayEquals(first.classes(), map.classes());
        assertArrayEquals(first.instances(), map.instances());
      }
      first = map;
    }
    RgbFrame day = world.clip(2, Weather.SUNNY, 20, W, H).moment(7).photo();
    RgbFrame night = world.clip(2, Weather.NIGHT, 20, W, H).moment(7).photo();
    assertTrue(mean(day) > 2 * mean(night), mean(day) + " by day, " + mean(night) + " by night");
  }

  private static double mean(RgbFrame frame) {
    double sum = 0;
    for (byte b : frame.data()) {
      sum += b & 0xff;
    }
    return sum / frame.data().length;
  }

  @Test
  void everyPixelIsLabelledAndInstancesFollowTheirClass() {
    Set<CityscapesClass> seen = EnumSet.noneOf(CityscapesClass.class);
    for (int i = 0; i < 40; i++) {
      LabelMap map = world.clip(i, 30, W, H).moment(i % 30).labels();
      for (int p = 0; p < W * H; p++) {
        CityscapesClass c = CityscapesClass.of(map.classAt(p));
        seen.add(c);
        int instance = map.instances()[p];
        assertEquals(c.id(), c.hasInstances() ? instance / 1000 : instance);
      }
    }
    assertFalse(seen.contains(CityscapesClass.UNLABELED));
    Set<CityscapesClass> expected =
        EnumSet.of(
            CityscapesClass.ROAD,
            CityscapesClass.SIDEWALK,
            CityscapesClass.BUILDING,
            CityscapesClass.WALL,
            CityscapesClass.FENCE,
            CityscapesClass.POLE,
            CityscapesClass.TRAFFIC_LIGHT,
            CityscapesClass.TRAFFIC_SIGN,
            CityscapesClass.VEGETATION,
            CityscapesClass.TERRAIN,
            CityscapesClass.SKY,
            CityscapesClass.PERSON,
            CityscapesClass.RIDER,
            CityscapesClass.CAR,
            CityscapesClass.TRUCK,
            CityscapesClass.BUS,
            CityscapesClass.BICYCLE);
    assertEquals(expected, seen);
  }

  /** The same view at twice the size: halving it gives the smaller picture, nearly. */
  @Test
  void sizeIsResolutionOnly() {
    RgbFrame small = world.clip(1, 5, W, H).moment(3).photo();
    RgbFrame large = world.clip(1, 5, 2 * W, 2 * H).moment(3).photo();
    double error = 0;
    for (int y = 0; y < H; y++) {
      for (int x = 0; x < W; x++) {
        for (int c = 0; c < 3; c++) {
          double sum = 0;
          for (int k = 0; k < 4; k++) {
            sum += large.data()[3 * ((2 * y + k / 2) * 2 * W + 2 * x + k % 2) + c] & 0xff;
          }
          error += Math.abs(sum / 4 - (small.data()[3 * (y * W + x) + c] & 0xff));
        }
      }
    }
    assertEquals(0, error / (3 * W * H), 3, "mean difference of 255");
  }

  @Test
  void depthGrowsTowardsTheHorizon() {
    StreetMoment moment = world.clip(4, 5, W, H).moment(0);
    float[] depth = moment.depth();
    LabelMap labels = moment.labels();
    for (int p = 0; p < W * H; p++) {
      boolean sky = labels.classAt(p) == CityscapesClass.SKY.id();
      assertTrue(depth[p] > 0);
      assertTrue(!sky || Float.isInfinite(depth[p]), "sky is not at " + depth[p]);
    }
    int bottom = (H - 1) * W + W / 2;
    assertTrue(depth[bottom] < 8, "the road below is " + depth[bottom] + " m away");
  }

  @Test
  void settingsAreChecked() {
    assertThrows(InputException.class, () -> world.clip(0, 0, W, H));
    assertThrows(InputException.class, () -> world.clip(0, 1, 15, H));
    StreetClip clip = world.clip(0, 3, W, H);
    assertThrows(InputException.class, () -> clip.moment(2.5));
    assertThrows(InputException.class, () -> clip.moment(Double.NaN));
    StreetMoment moment = clip.moment(0);
    assertThrows(InputException.class, () -> moment.photograph(new RgbFrame(H, W)));
    StreetMoment other = world.clip(0, 3, W, H).moment(0);
    assertThrows(InputException.class, () -> moment.flowTo(other));
  }
}
