package dev.v2v.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory does not grow with the length of a clip, neither on the heap nor beside it. */
class LongClipTest {
  private static final int FRAMES = 10_000;
  private static final int WARM_UP = 1_000;
  private static final int SIDE = 64;

  /** A frame has 12 KiB: below this, nothing of a frame's size is allocated. */
  private static final long HEAP_BYTES_PER_FRAME = 2_048;

  /** A leak of one native 4:2:0 frame in each step would be 55 MiB. */
  private static final long NATIVE_GROWTH_BYTES = 24L << 20;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path folder;

  @Test
  void writingAndReadingStream() throws IOException {
    assumeTrue(
        Files.exists(Path.of("/proc/self/statm")),
        "resident memory is read from /proc, as on Linux");
    Path file = folder.resolve("long.mp4");
    RgbFrame[] frames = new RgbFrame[30];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = Clips.moving(SIDE, SIDE, i);
    }
    try (FrameSink sink = FrameSink.create(file, SinkOptions.of(SIDE, SIDE, Rational.of(25)))) {
      write(sink, frames, WARM_UP);
      assertSteady("writing", () -> write(sink, frames, FRAMES - WARM_UP));
      sink.finish();
    }
    try (FrameSource source = FrameSource.open(file)) {
      assertEquals(FRAMES, source.info().frames().getAsLong());
      RgbFrame frame = source.newFrame();
      assertEquals(WARM_UP, read(source, frame, WARM_UP));
      assertSteady("reading", () -> assertEquals(FRAMES - WARM_UP, read(source, frame, FRAMES)));
      assertEquals(List.of(), source.warnings());
    }
  }

  private void assertSteady(String what, Runnable steps) throws IOException {
    long resident = residentBytes();
    long heap = threads.getCurrentThreadAllocatedBytes();
    steps.run();
    long heapPerFrame = (threads.getCurrentThreadAllocatedBytes() - heap) / (FRAMES - WARM_UP);
    long growth = residentBytes() - resident;
    System.out.printf(
        "%s: %d heap bytes a frame, resident growth %d KiB%n", what, heapPerFrame, growth >> 10);
    assertTrue(heapPerFrame <= HEAP_BYTES_PER_FRAME, what + ": heap bytes a frame " + heapPerFrame);
    assertTrue(growth <= NATIVE_GROWTH_BYTES, what + ": resident memory grew by " + growth);
  }

  private static void write(FrameSink sink, RgbFrame[] frames, int count) {
    for (int i = 0; i < count; i++) {
      sink.write(frames[i % frames.length]);
    }
  }

  private static int read(FrameSource source, RgbFrame frame, int most) {
    int count = 0;
    while (count < most && source.read(frame)) {
      count++;
    }
    return count;
  }

  private static long residentBytes() throws IOException {
    String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ", -1);
    return Long.parseLong(pages[1]) * 4096;
  }
}
