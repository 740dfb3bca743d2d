package dev.v2v.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.config.ConfigNode;
import dev.v2v.data.augment.Augmentation;
import dev.v2v.data.puppets.Cast;
import dev.v2v.data.puppets.PuppetPairs;
import dev.v2v.data.puppets.PuppetWorld;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Shape;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PairLoaderTest {
  private static final int SIZE = 8;
  private static final FrameFormat FORMAT = FrameFormat.exactly(SIZE, SIZE);
  private static final Augmentation FLIPS_AND_JITTER =
      Augmentation.of(
          ConfigNode.root(
              "test.yaml",
              Map.of(
                  "flip_param", Map.of("time_flip", true, "horizontal_flip", true),
                  "jitter_param", Map.of("brightness", 0.1, "hue", 0.1))));

  @TempDir Path temp;
  private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

  @Test
  void batchesHoldTwoFramesOfOneClipInOrder() throws IOException {
    ClipPairs pairs = ClipPairs.ofClips(clips(5), FORMAT, cache());
    try (PairLoader loader = loader(pairs, Augmentation.NONE, 0, 2)) {
      assertEquals(5 * 4 / 3, loader.stepsPerEpoch());
      Set<Integer> gaps = new HashSet<>();
      for (int step = 0; step < 40; step++) {
        PairBatch batch = loader.next();
        assertEquals(step, batch.step());
        assertEquals(Shape.of(3, SIZE, SIZE, 3), batch.shape());
        assertTrue(batch.source().isDirect());
        FloatBuffer source = batch.source().asFloatBuffer();
        FloatBuffer driving = batch.driving().asFloatBuffer();
        for (int slot = 0; slot < 3; slot++) {
          int at = slot * SIZE * SIZE * 3;
          assertEquals(source.get(at), driving.get(at), "red names the clip");
          int gap = Math.round(255 * (driving.get(at + 1) - source.get(at + 1)));
          assertTrue(gap >= 0, "the earlier frame is the source");
          gaps.add(gap);
        }
      }
      assertTrue(gaps.contains(0) && gaps.size() >= 5, "with replacement: " + gaps);
    }
  }

  @Test
  void samplesDependOnSeedAndStepAlone() throws IOException {
    ClipPairs pairs = ClipPairs.ofClips(clips(5), FORMAT, cache());
    List<Long> one = hashes(pairs, 0, 30, 1);
    assertEquals(one, hashes(pairs, 0, 30, 4), "the number of threads must not matter");
    assertEquals(one.subList(17, 30), hashes(pairs, 17, 13, 3), "a resumed run sees the same");
    assertEquals(30, new HashSet<>(one).size(), "steps differ");
  }

  @Test
  void damagedClipsAreReportedOnceAndReplaced() throws IOException {
    List<Clip> clips = new ArrayList<>(clips(4));
    Path bad = Files.writeString(temp.resolve("bad.mp4"), "garbage");
    clips.add(2, new Clip(bad));
    ClipPairs pairs = ClipPairs.ofClips(clips, FORMAT, cache());
    List<Long> first = hashes(pairs, 0, 30, 3);
    assertEquals(1, warnings.size(), warnings.toString());
    assertTrue(warnings.get(0).contains("bad.mp4"), warnings.get(0));
    assertEquals(first.subList(10, 30), hashes(pairs, 10, 20, 1), "replacements repeat, too");
    try (PairLoader loader = loader(pairs, FLIPS_AND_JITTER, 0, 2)) {
      for (int i = 0; i < 12; i++) {
        loader.next();
      }
      assertEquals(1, loader.skipped().size());
    }
  }

  @Test
  void aDataSetWithoutReadableClipsStopsTheRun() throws IOException {
    Path bad = Files.writeString(temp.resolve("bad.mp4"), "garbage");
    ClipPairs pairs = ClipPairs.ofClips(List.of(new Clip(bad)), FORMAT, cache());
    try (PairLoader loader = loader(pairs, Augmentation.NONE, 0, 1)) {
      String message = assertThrows(InputException.class, loader::next).getMessage();
      assertTrue(message.contains("failures in a row") && message.contains("bad.mp4"), message);
    }
  }

  @Test
  void idsAreSampledBeforeTheirClips() throws IOException {
    List<Clip> clips = new ArrayList<>();
    for (String name : List.of("a#1.png", "a#2.png", "a#3.png", "ab#1.png")) {
      clips.add(new Clip(TestClips.strip(temp.resolve(name), clips.size(), 3, SIZE)));
    }
    ClipPairs pairs = ClipPairs.ofIds(clips, FORMAT, cache());
    assertEquals(2, pairs.entries());
    int[] seen = new int[4];
    FramePair frames = FramePair.black(SIZE, SIZE);
    for (int i = 0; i < 300; i++) {
      pairs.draw(0, Dice.of(1, i), frames);
      seen[frames.source().data()[0]]++;
    }
    assertEquals(0, seen[3], "'a' is not a prefix here");
    for (int clip = 0; clip < 3; clip++) {
      assertEquals(100, seen[clip], 5 * Math.sqrt(300 * 2 / 9.0));
    }
  }

  @Test
  void cropDecidesTheShape() throws IOException {
    Augmentation crop =
        Augmentation.of(ConfigNode.root("t", Map.of("crop_param", Map.of("size", List.of(4, 6)))));
    ClipPairs pairs = ClipPairs.ofClips(clips(3), FORMAT, cache());
    try (PairLoader loader = loader(pairs, crop, 0, 1)) {
      assertEquals(Shape.of(3, 4, 6, 3), loader.next().shape());
    }
  }

  @Test
  void seedsDiffer() throws IOException {
    ClipPairs pairs = ClipPairs.ofClips(clips(5), FORMAT, cache());
    PairLoader.Settings other = new PairLoader.Settings(3, 4, 1235, 1, 2);
    try (PairLoader loader = new PairLoader(pairs, FLIPS_AND_JITTER, other, 0, warnings::add)) {
      assertNotEquals(hashes(pairs, 0, 1, 1).get(0), hash(loader.next()));
    }
  }

  @Test
  void puppetsNeedNoFiles() {
    PuppetPairs puppets = new PuppetPairs(PuppetWorld.of(5), Cast.MIXED, Split.TRAIN, 4, 20, 16);
    List<Long> one = hashes(puppets, 0, 12, 1);
    assertEquals(12, new HashSet<>(one).size());
    assertEquals(one.subList(5, 12), hashes(puppets, 5, 7, 3));
  }

  private List<Long> hashes(PairSource pairs, long first, int steps, int threads) {
    List<Long> hashes = new ArrayList<>();
    try (PairLoader loader = loader(pairs, FLIPS_AND_JITTER, first, threads)) {
      for (int i = 0; i < steps; i++) {
        hashes.add(hash(loader.next()));
      }
    }
    return hashes;
  }

  private static long hash(PairBatch batch) {
    CRC32C crc = new CRC32C();
    crc.update(batch.source());
    crc.update(batch.driving());
    return crc.getValue();
  }

  private PairLoader loader(PairSource pairs, Augmentation augmentation, long step, int threads) {
    PairLoader.Settings settings = new PairLoader.Settings(3, 4, 1234, threads, threads + 2);
    return new PairLoader(pairs, augmentation, settings, step, warnings::add);
  }

  private List<Clip> clips(int count) throws IOException {
    List<Clip> clips = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clips.add(new Clip(TestClips.strip(temp.resolve("clip" + i + ".png"), i, 9, SIZE)));
    }
    return clips;
  }

  private FrameCache cache() {
    return new FrameCache(temp.resolve("cache"), 1 << 20, warnings::add);
  }
}
