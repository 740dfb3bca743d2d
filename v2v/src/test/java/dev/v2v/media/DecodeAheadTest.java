package dev.v2v.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DecodeAheadTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 100})
  void sameFramesInTheSameOrder(int depth) {
    Path file = Clips.write(folder.resolve("a.mp4"), 48, 32, 40, Rational.of(25));
    List<RgbFrame> expected = Clips.readAll(file);
    try (FrameSource ahead = FrameSource.open(file).ahead(depth)) {
      List<RgbFrame> frames = Clips.readAll(ahead);
      assertEquals(expected.size(), frames.size());
      for (int i = 0; i < frames.size(); i++) {
        assertArrayEquals(expected.get(i).data(), frames.get(i).data(), "frame " + i);
      }
      assertFalse(ahead.read(ahead.newFrame()), "the end stays the end");
    }
  }

  @Test
  void closingEarlyStopsTheWorkerAndClosesTheSource() {
    Failing source = new Failing(Integer.MAX_VALUE);
    FrameSource ahead = source.ahead(2);
    assertTrue(ahead.read(ahead.newFrame()));
    ahead.close();
    ahead.close();
    assertEquals(2, source.closed, "close is idempotent and reaches the source");
    int reads = source.reads;
    assertTrue(reads <= 4, reads + " frames decoded, no more than were asked for and fit");
    assertThrows(IllegalStateException.class, () -> ahead.read(ahead.newFrame()));
  }

  @Test
  void failuresComeAfterTheFramesBeforeThem() {
    Failing source = new Failing(3);
    try (FrameSource ahead = source.ahead(8)) {
      RgbFrame frame = ahead.newFrame();
      for (int i = 0; i < 3; i++) {
        assertTrue(ahead.read(frame));
        assertEquals(i, frame.data()[0]);
      }
      MediaException e = assertThrows(MediaException.class, () -> ahead.read(frame));
      assertSame(source.failure, e);
    }
  }

  @Test
  void warningsPassThrough() throws IOException {
    Path file = Clips.write(folder.resolve("a.gif"), 48, 32, 40, Rational.of(25));
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    try (FrameSource ahead = FrameSource.open(file).ahead(4)) {
      assertTrue(Clips.readAll(ahead).size() < 40);
      assertEquals(1, ahead.warnings().size());
    }
  }

  @Test
  void anInterruptedReaderIsToldAndCanStillClose() {
    try (FrameSource ahead = new Failing(0).ahead(1)) {
      Thread.currentThread().interrupt();
      assertThrows(RuntimeException.class, () -> ahead.read(ahead.newFrame()));
    }
    assertTrue(Thread.interrupted() || !Thread.currentThread().isInterrupted());
  }

  @Test
  void depthIsChecked() {
    assertThrows(IllegalArgumentException.class, () -> new Failing(1).ahead(0));
  }

  /** Counts up and then fails. */
  private static final class Failing implements FrameSource {
    private final int frames;
    private final MediaException failure = new MediaException(Path.of("x"), "expected to fail");
    private volatile int reads;
    private volatile int closed;

    Failing(int frames) {
      this.frames = frames;
    }

    @Override
    public MediaInfo info() {
      StillImage image = new StillImage(new RgbFrame(1, 1), "test", "rgb8", List.of());
      return MediaInfo.ofImages(MediaInfo.Kind.FOLDER, 1, 1, frames, image);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer, the decoding thread
    public boolean read(RgbFrame into) {
      if (reads == frames) {
        throw failure;
      }
      into.data()[0] = (byte) reads++;
      return true;
    }

    @Override
    public List<String> warnings() {
      return List.of();
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer, the test's thread
    public void close() {
      closed++;
    }
  }
}
