package dev.v2v.preview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.InputException;
import dev.v2v.media.Fit;
import dev.v2v.media.RgbFrame;
import dev.v2v.preview.DrivingFeed.AtEnd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DrivingFeedTest {
  private static final int FRAMES = 20;

  /** Frame {@code i} is all of grey level {@code i}. */
  private static class Greys implements DrivingClip {
    private final double period;
    private long position;

    Greys(double period) {
      this.period = period;
    }

    @Override
    public int width() {
      return 2;
    }

    @Override
    public int height() {
      return 2;
    }

    @Override
    public OptionalLong frames() {
      return OptionalLong.of(FRAMES);
    }

    @Override
    public double period() {
      return period;
    }

    @Override
    public boolean read(RgbFrame into) {
      if (position == FRAMES) {
        return false;
      }
      Arrays.fill(into.data(), (byte) position++);
      return true;
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public void seek(long frame) {
      position = frame;
    }

    @Override
    public List<String> warnings() {
      return List.of();
    }

    @Override
    public void close() {}
  }

  private static DrivingFeed feed(DrivingClip clip, AtEnd atEnd, boolean realTime) {
    return new DrivingFeed(clip, 2, 2, Fit.RESIZE, atEnd, realTime);
  }

  /** The index of the next frame, after a look at its content; -1 at the end. */
  private static long next(DrivingFeed feed) throws InterruptedException {
    DrivingFeed.Frame frame = feed.poll();
    while (frame == null) {
      if (feed.isEnded()) {
        return -1;
      }
      frame = feed.poll();
    }
    assertEquals(frame.index / 255f, frame.values[0]);
    long index = frame.index;
    feed.recycle(frame);
    return index;
  }

  @Test
  void everyFrameComesOnceAndInOrder() throws InterruptedException {
    try (DrivingFeed feed = feed(new Greys(1), AtEnd.STOP, false)) {
      for (int i = 0; i < FRAMES; i++) {
        assertEquals(i, next(feed));
      }
      assertEquals(-1, next(feed));
      assertEquals(0, feed.late());
    }
  }

  @Test
  void aClipBeginsAgain() throws InterruptedException {
    try (DrivingFeed feed = feed(new Greys(1), AtEnd.REPEAT, false)) {
      for (int i = 0; i < 2 * FRAMES + 3; i++) {
        assertEquals(i % FRAMES, next(feed));
      }
    }
  }

  @Test
  void afterSeekingNothingOlderComes() throws InterruptedException {
    try (DrivingFeed feed = feed(new Greys(1), AtEnd.REPEAT, false)) {
      assertEquals(0, next(feed));
      feed.seek(12);
      assertEquals(12, next(feed));
      assertEquals(13, next(feed));
      feed.seek(3);
      assertEquals(3, next(feed));
    }
  }

  @Test
  void inRealTimeLateFramesAreDroppedAndCounted() throws InterruptedException {
    try (DrivingFeed feed = feed(new Greys(0.005), AtEnd.STOP, true)) {
      List<Long> seen = new ArrayList<>();
      for (long index = next(feed); index >= 0; index = next(feed)) {
        seen.add(index);
        Thread.sleep(50); // slower than the clip
      }
      assertTrue(seen.size() < FRAMES, "saw " + seen);
      assertEquals(FRAMES, seen.size() + feed.late());
      assertEquals(seen.stream().sorted().distinct().toList(), seen);
    }
  }

  @Test
  void heldNothingIsDropped() throws InterruptedException {
    try (DrivingFeed feed = feed(new Greys(0.001), AtEnd.REPEAT, true)) {
      feed.hold(true);
      next(feed);
      Thread.sleep(200);
      long late = feed.late();
      Thread.sleep(200);
      assertEquals(late, feed.late());
    }
  }

  @Test
  void whatTheDecoderThrowsReachesTheReader() {
    DrivingClip broken =
        new Greys(1) {
          @Override
          public boolean read(RgbFrame into) {
            throw new InputException("clip: is damaged");
          }
        };
    try (DrivingFeed feed = feed(broken, AtEnd.REPEAT, false)) {
      assertThrows(InputException.class, () -> next(feed));
    }
  }
}
