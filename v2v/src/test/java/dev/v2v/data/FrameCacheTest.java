package dev.v2v.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.InputException;
import dev.v2v.engine.V2vException;
import dev.v2v.media.Fit;
import dev.v2v.media.FrameSink;
import dev.v2v.media.Rational;
import dev.v2v.media.RgbFrame;
import dev.v2v.media.SinkOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameCacheTest {
  private static final int SIZE = 8;
  private static final long LARGE = 1 << 20;

  @TempDir Path temp;
  private Path cacheFolder;
  private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void setUp() {
    cacheFolder = temp.resolve("cache");
  }

  @Test
  void foldersAndStripsGiveTheirFrames() throws IOException {
    FrameCache cache = new FrameCache(cacheFolder, LARGE, warnings::add);
    Path folder = TestClips.folder(temp.resolve("f"), 5, 12, SIZE);
    Path strip = TestClips.strip(temp.resolve("s.png"), 6, 4, SIZE);
    assertEquals(12, count(cache, folder));
    assertEquals(4, count(cache, strip));
    assertFrame(cache, folder, 11, 5);
    assertFrame(cache, strip, 2, 6);
    assertEquals(List.of(), warnings);
  }

  @Test
  void videosAndGifsGiveTheirFrames() throws IOException {
    FrameFormat format = FrameFormat.exactly(32, 16);
    FrameCache cache = new FrameCache(cacheFolder, LARGE, warnings::add);
    for (String name : List.of("clip.mp4", "clip.gif")) {
      Path path = temp.resolve(name);
      try (FrameSink sink = FrameSink.create(path, SinkOptions.of(32, 16, Rational.of(25)))) {
        RgbFrame frame = new RgbFrame(32, 16);
        for (int t = 0; t < 10; t++) {
          Arrays.fill(frame.data(), (byte) (20 * t));
          sink.write(frame);
        }
        sink.finish();
      }
      RgbFrame frame = new RgbFrame(32, 16);
      cache.use(
          ClipDecoder.of(new Clip(path), format),
          frames -> {
            assertEquals(10, frames.frames(), name);
            for (int t = 9; t >= 0; t--) {
              frames.read(t, frame);
              assertEquals(20 * t, frame.data()[0] & 0xff, 4, name + " frame " + t);
            }
            return null;
          });
    }
    assertEquals(List.of(), warnings);
  }

  @Test
  void aSecondUseReadsNoClip() throws IOException {
    Path strip = TestClips.strip(temp.resolve("s.png"), 1, 3, SIZE);
    FrameCache cache = new FrameCache(cacheFolder, LARGE, warnings::add);
    ClipDecoder decoder = decoder(strip);
    assertEquals(3, (int) cache.use(decoder, FrameFile::frames));
    Files.delete(strip);
    assertEquals(3, (int) cache.use(decoder, FrameFile::frames));
  }

  @Test
  void aChangedClipIsDecodedAnew() throws IOException {
    Path strip = TestClips.strip(temp.resolve("s.png"), 1, 3, SIZE);
    FrameCache cache = new FrameCache(cacheFolder, LARGE, warnings::add);
    String before = decoder(strip).key();
    assertEquals(3, count(cache, strip));
    TestClips.strip(strip, 1, 5, SIZE);
    assertNotEquals(before, decoder(strip).key());
    assertEquals(5, count(cache, strip));
  }

  @Test
  void anyDamageIsRepaired() throws IOException {
    Path strip = TestClips.strip(temp.resolve("s.png"), 1, 3, SIZE);
    FrameCache cache = new FrameCache(cacheFolder, LARGE, warnings::add);
    assertFrame(cache, strip, 1, 1);
    Path file = files().get(0);
    byte[] good = Files.readAllBytes(file);
    int damaged = 0;
    for (int at = 0; at < good.length; at += 37) {
      byte[] bad = good.clone();
      bad[at] ^= 0x40;
      Files.write(file, bad);
      cache.use(
          decoder(strip),
          frames -> {
            frames.check();
            return null;
          });
      assertFrame(cache, strip, 1, 1);
      assertEquals(++damaged, warnings.size(), "byte " + at);
      assertArrayEquals(good, Files.readAllBytes(file), "byte " + at);
    }
    for (int length : new int[] {0, 10, 24, good.length - 1}) {
      Files.write(file, Arrays.copyOf(good, length));
      assertFrame(cache, strip, 1, 1);
    }
    assertEquals(good.length, Files.size(file));
  }

  @Test
  void theBoundHoldsAndTheOldestGoFirst() throws IOException {
    long one = 24 + 4 * (3 * SIZE * SIZE + 4);
    FrameCache cache = new FrameCache(cacheFolder, 5 * one, warnings::add);
    List<Path> clips = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      clips.add(TestClips.strip(temp.resolve(i + ".png"), i, 4, SIZE));
      assertEquals(4, count(cache, clips.get(i)));
      // The clock of file times may be too coarse to order what this test does.
      Path file = cacheFolder.resolve(decoder(clips.get(i)).key() + ".frames");
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(100 - i)));
      assertTrue(bytes() <= 5 * one, "clip " + i + ": " + bytes());
    }
    assertTrue(isCached(clips.get(11)) && isCached(clips.get(10)) && isCached(clips.get(9)));
    assertFalse(isCached(clips.get(0)));
    assertFrame(cache, clips.get(0), 3, 0);
  }

  @Test
  void aClipLargerThanTheBoundStillWorks() throws IOException {
    FrameCache cache = new FrameCache(cacheFolder, 10, warnings::add);
    Path strip = TestClips.strip(temp.resolve("s.png"), 1, 3, SIZE);
    assertFrame(cache, strip, 2, 1);
  }

  @Test
  void leftoversOfKilledRunsAreRemovedAndThoseOfLivingRunsAreNot() throws IOException {
    Files.createDirectories(cacheFolder);
    Path old = Files.writeString(cacheFolder.resolve(".a.frames.1.tmp"), "x");
    Path young = Files.writeString(cacheFolder.resolve(".b.frames.2.tmp"), "x");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    assertTrue(new FrameCache(cacheFolder, LARGE, warnings::add) != null);
    assertFalse(Files.exists(old));
    assertTrue(Files.exists(young));
  }

  @Test
  void unusableClipsNameThemselvesAndLeaveNothing() throws IOException {
    FrameCache cache = new FrameCache(cacheFolder, LARGE, warnings::add);
    Path garbage = Files.writeString(temp.resolve("g.mp4"), "this is not a video at all");
    Path other = TestClips.folder(temp.resolve("f"), 1, 2, 2 * SIZE);
    assertTrue(
        assertThrows(V2vException.class, () -> count(cache, garbage))
            .getMessage()
            .contains("g.mp4"));
    assertTrue(
        assertThrows(InputException.class, () -> count(cache, other))
            .getMessage()
            .contains("must be 8x8 as the data set says, got 16x16"));
    try (Stream<Path> left = Files.list(cacheFolder)) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void threadsAndSeveralCachesShareAFolder() throws Exception {
    List<Path> clips = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      clips.add(TestClips.strip(temp.resolve(i + ".png"), i, 4, SIZE));
    }
    long one = 24 + 4 * (3 * SIZE * SIZE + 4);
    // Room for two of six: clips are made and removed all the time, under each other's hands.
    List<FrameCache> caches =
        List.of(
            new FrameCache(cacheFolder, 2 * one, warnings::add),
            new FrameCache(cacheFolder, 2 * one, warnings::add));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> done = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int seed = t;
      done.add(
          threads.submit(
              () -> {
                Dice dice = Dice.of(seed);
                for (int i = 0; i < 150; i++) {
                  int clip = dice.below(6);
                  assertFrame(caches.get(seed % 2), clips.get(clip), dice.below(4), clip);
                }
                return null;
              }));
    }
    threads.shutdown();
    for (Future<?> future : done) {
      future.get();
    }
    assertEquals(List.of(), warnings);
  }

  @Test
  void framesAreFittedWhereThatIsAskedFor() throws IOException {
    FrameCache cache = new FrameCache(cacheFolder, LARGE, warnings::add);
    Clip clip = new Clip(TestClips.folder(temp.resolve("f"), 9, 3, 2 * SIZE));
    ClipDecoder resized = ClipDecoder.of(clip, FrameFormat.fitted(SIZE, SIZE, Fit.RESIZE));
    ClipDecoder cropped = ClipDecoder.of(clip, FrameFormat.fitted(SIZE, SIZE, Fit.CROP));
    assertNotEquals(resized.key(), cropped.key());
    RgbFrame frame = new RgbFrame(SIZE, SIZE);
    cache.use(
        resized,
        frames -> {
          assertEquals(3, frames.frames());
          frames.read(2, frame);
          return null;
        });
    for (int i = 0; i < SIZE * SIZE; i++) {
      assertEquals(9, frame.data()[3 * i], "red is plain, and stays so");
      assertEquals(2, frame.data()[3 * i + 1]);
    }
  }

  private static ClipDecoder decoder(Path path) {
    return ClipDecoder.of(new Clip(path), FrameFormat.exactly(SIZE, SIZE));
  }

  private static int count(FrameCache cache, Path path) {
    return cache.use(decoder(path), FrameFile::frames);
  }

  private static void assertFrame(FrameCache cache, Path path, int index, int clip) {
    RgbFrame frame = new RgbFrame(SIZE, SIZE);
    cache.use(
        decoder(path),
        frames -> {
          frames.read(index, frame);
          return null;
        });
    assertEquals(clip, frame.data()[0]);
    assertEquals(index, frame.data()[1]);
    assertEquals(SIZE * SIZE - 1, frame.data()[frame.data().length - 1]);
  }

  private boolean isCached(Path clip) {
    return Files.exists(cacheFolder.resolve(decoder(clip).key() + ".frames"));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(cacheFolder)) {
      return files.toList();
    }
  }

  private long bytes() throws IOException {
    long sum = 0;
    for (Path file : files()) {
      sum += Files.size(file);
    }
    return sum;
  }
}
