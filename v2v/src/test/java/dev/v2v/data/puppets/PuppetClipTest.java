package dev.v2v.data.puppets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.data.Split;
import dev.v2v.engine.InputException;
import dev.v2v.media.RgbFrame;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PuppetClipTest {
  private final PuppetWorld world = PuppetWorld.of(5);

  /** Pinned: a change of these values changes every data set, and must be meant. */
  @Test
  void pixelsArePinned() {
    assertEquals("64dfd7ca 19c0af1f", checksum(Kind.FACE) + " " + checksum(Kind.FIGURE));
  }

  private String checksum(Kind kind) {
    CRC32 crc = new CRC32();
    for (int i = 0; i < 12; i++) {
      crc.update(world.clip(kind, i, 50, 48).frame(3 * i).data());
    }
    return Long.toHexString(crc.getValue());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void framesDependOnIndicesAlone(Kind kind) {
    PuppetClip clip = world.clip(kind, 3, 50, 40);
    byte[] late = clip.frame(30).data();
    byte[] early = clip.frame(2).data();
    assertArrayEquals(early, PuppetWorld.of(5).clip(kind, 3, 9, 40).frame(2).data());
    assertArrayEquals(late, PuppetWorld.of(5).clip(kind, 3, 50, 40).frame(30).data());
    assertFalse(Arrays.equals(early, late));
    assertFalse(Arrays.equals(early, PuppetWorld.of(6).clip(kind, 3, 50, 40).frame(2).data()));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void identityInItsOwnMotionIsItsOwnClip(Kind kind) {
    PuppetClip clip = world.clip(kind, 8, 50, 64);
    PuppetClip composed =
        new PuppetClip(
            world.identity(kind, 8), world.motion(kind, 8), world.backdrop(kind, 8), 50, 64);
    assertArrayEquals(clip.frame(17).data(), composed.frame(17).data());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void transferToItselfChangesNothing(Kind kind) {
    PuppetClip clip = world.clip(kind, 4, 50, 64);
    PuppetClip still =
        new PuppetClip(clip.identity(), clip.motion(), clip.backdrop().frozen(0), 50, 64);
    assertArrayEquals(still.frame(21).data(), clip.drivenBy(clip).frame(21).data());
    assertNear(still.frame(21), clip.drivenRelativelyBy(clip).frame(21));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void transferBetweenIdentities(Kind kind) {
    PuppetClip a = world.clip(kind, 1, 50, 64);
    PuppetClip b = world.clip(kind, 2, 50, 64);
    // Relative motion starts from the source picture; absolute motion takes the driving pose.
    assertNear(a.frame(0), a.drivenRelativelyBy(b).frame(0));
    PuppetClip expected =
        new PuppetClip(a.identity(), Motion.still(b.motion().at(9)), a.backdrop().frozen(0), 1, 64);
    assertArrayEquals(expected.frame(0).data(), a.drivenBy(b).frame(9).data());
    Pose moved = a.drivenRelativelyBy(b).motion().at(9);
    for (Channel c : Channel.values()) {
      double change = b.motion().at(9).get(c) - b.motion().at(0).get(c);
      assertEquals(a.motion().at(0).get(c) + change, moved.get(c), 1e-12, c.name());
    }
  }

  @Test
  void motionIsPeriodicAndSmooth() {
    for (Kind kind : Kind.values()) {
      for (int i = 0; i < 20; i++) {
        Choreography motion = (Choreography) world.motion(kind, i);
        for (double t = 0; t < motion.period(); t++) {
          Pose now = motion.at(t);
          Pose later = motion.at(t + motion.period());
          Pose soon = motion.at(t + 0.01);
          for (Channel c : Channel.values()) {
            assertEquals(now.get(c), later.get(c), 1e-9, c.name());
            assertEquals(now.get(c), soon.get(c), 0.02, c + " jumps at " + t);
          }
        }
      }
    }
  }

  @Test
  void splitsAreDisjoint() {
    Set<Long> train = new HashSet<>();
    PairSampler sampler = new PairSampler(world, Cast.MIXED, Split.TRAIN, 0, 10, 16);
    for (int i = 0; i < 200; i++) {
      train.add(Split.TRAIN.index(i));
      assertFalse(train.contains(Split.TEST.index(i)));
      assertTrue(sampler.pair(i).source() < 10);
    }
    assertTrue(Split.TRAIN.index(Split.RANGE - 1) < Split.TEST.index(0));
    assertThrows(InputException.class, () -> Split.TRAIN.index(Split.RANGE));
  }

  @Test
  void samplerFillsPairsOfOneClip() {
    PairSampler sampler = new PairSampler(world, Cast.MIXED, Split.TEST, 4, 30, 24);
    int values = 24 * 24 * 3;
    float[] source = new float[3 * values];
    float[] driving = new float[3 * values];
    sampler.fill(10, 3, source, driving);
    PairSampler.Pair second = sampler.pair(11);
    byte[] expected = second.clip().frame(second.driving()).data();
    for (int i = 0; i < values; i++) {
      assertEquals((expected[i] & 0xff) / 255f, driving[values + i]);
    }
    assertFalse(Arrays.equals(source, driving));
    float[] again = new float[values];
    sampler.fill(11, 1, again, new float[values]);
    assertArrayEquals(Arrays.copyOfRange(source, values, 2 * values), again);
    assertThrows(InputException.class, () -> sampler.fill(0, 2, again, again));
  }

  @Test
  void identitiesDiffer() {
    for (Kind kind : Kind.values()) {
      Set<Long> seen = new HashSet<>();
      for (int i = 0; i < 100; i++) {
        CRC32 crc = new CRC32();
        Motion rest = Motion.still(Pose.REST);
        crc.update(
            new PuppetClip(world.identity(kind, i), rest, world.backdrop(kind, 0), 1, 32)
                .frame(0)
                .data());
        assertTrue(seen.add(crc.getValue()), kind + " " + i + " looks like an earlier one");
      }
    }
  }

  @Test
  void sizesAreChecked() {
    assertThrows(InputException.class, () -> world.clip(Kind.FACE, 0, 0, 64));
    assertThrows(InputException.class, () -> world.clip(Kind.FACE, 0, 1, 7));
    PuppetClip clip = world.clip(Kind.FACE, 0, 1, 64);
    assertThrows(InputException.class, () -> clip.draw(0, new RgbFrame(32, 32)));
  }

  /** Poses that are equal but for rounding may round a pixel the other way. */
  private static void assertNear(RgbFrame a, RgbFrame b) {
    for (int i = 0; i < a.data().length; i++) {
      assertEquals(a.data()[i] & 0xff, b.data()[i] & 0xff, 1);
    }
  }
}
