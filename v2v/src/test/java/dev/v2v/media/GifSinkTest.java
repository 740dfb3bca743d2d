package dev.v2v.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a GIF holds after it has been written. */
final class GifSinkTest {
  @TempDir private Path folder;

  @Test
  void keepsFewColoursExactly() {
    Path clip = Clips.write(folder.resolve("clip.gif"), 65, 47, 6, Rational.of(10));
    List<RgbFrame> frames = Clips.readAll(clip);
    assertEquals(6, frames.size());
    for (int i = 0; i < 6; i++) {
      int worst = Clips.maxError(Clips.moving(65, 47, i), frames.get(i));
      assertTrue(worst <= 1, "frame " + i + " is off by " + worst);
    }
  }

  @Test
  void dithersManyColours() {
    RgbFrame ramp = new RgbFrame(128, 128);
    for (int i = 0; i < ramp.data().length; i += 3) {
      ramp.data()[i] = (byte) (2 * (i / 3 % 128));
      ramp.data()[i + 1] = (byte) (2 * (i / 384));
      ramp.data()[i + 2] = (byte) 90;
    }
    Path clip = folder.resolve("clip.gif");
    try (FrameSink sink = FrameSink.create(clip, SinkOptions.of(128, 128, Rational.of(10)))) {
      sink.write(ramp);
      sink.finish();
    }
    // 16384 colours become 256: cells of 16 levels, so an error of about 4 in two channels of three
    double error = Clips.meanError(ramp, Clips.readAll(clip).get(0));
    assertTrue(error < 6, "off by " + error + " in the mean");
  }

  @ParameterizedTest
  @CsvSource({"10, 20, 2.0", "30, 30, 1.0", "30000/1001, 45, 1.5015", "50, 20, 0.4", "2/3, 3, 4.5"})
  void keepsTheAverageRate(String rate, int frames, double seconds) {
    Path clip = Clips.write(folder.resolve("clip.gif"), 16, 16, frames, Rational.parse(rate));
    try (FrameSource source = FrameSource.open(clip)) {
      assertEquals(seconds, source.info().seconds().orElseThrow(), 0.011);
      assertEquals(frames, Clips.readAll(source).size());
    }
  }

  @Test
  void leavesFramesOutAboveTheRateOfViewers() {
    Path clip = folder.resolve("clip.gif");
    try (FrameSink sink = FrameSink.create(clip, SinkOptions.of(16, 16, Rational.of(60)))) {
      for (int i = 0; i < 60; i++) {
        sink.write(Clips.moving(16, 16, i));
      }
      sink.finish();
      assertEquals(1, sink.warnings().size());
      assertTrue(sink.warnings().get(0).contains("50 frames"), sink.warnings().get(0));
    }
    try (FrameSource source = FrameSource.open(clip)) {
      assertEquals(1.0, source.info().seconds().orElseThrow(), 0.021);
      assertTrue(source.info().frameRate().orElseThrow().toDouble() <= 50);
    }
  }

  @Test
  void saysThatSoundIsLost() {
    SinkOptions options =
        SinkOptions.of(16, 16, Rational.of(10)).withAudioFrom(folder.resolve("any.mp4"));
    try (FrameSink sink = FrameSink.create(folder.resolve("clip.gif"), options)) {
      assertEquals(1, sink.warnings().size());
      assertTrue(sink.warnings().get(0).contains("no sound"), sink.warnings().get(0));
    }
  }
}
