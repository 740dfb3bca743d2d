package dev.v2v.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an MP4 holds after it has been written. */
final class Mp4SinkTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"25", "30000/1001", "45000/1499", "7.5", "120", "1/3"})
  void keepsCountRateAndTags(String rate) {
    Path clip = Clips.write(folder.resolve("clip.mp4"), 64, 48, 7, Rational.parse(rate));
    try (FrameSource source = FrameSource.open(clip)) {
      MediaInfo info = source.info();
      assertEquals(Optional.of(Rational.parse(rate)), info.frameRate());
      assertEquals(7, info.frames().orElseThrow());
      assertEquals(Rational.parse(rate).secondsAt(7), info.seconds().orElseThrow(), 1e-3);
      assertEquals("h264", info.codec());
      assertEquals("yuv420p", info.pixelFormat());
      assertEquals("bt709, limited range", info.color());
      assertEquals(7, Clips.readAll(source).size());
      assertEquals(List.of(), source.warnings());
    }
  }

  @Test
  void keepsColours() {
    // One plain colour a frame: 8-bit 4:2:0 alone costs about 2, the quantiser the rest.
    int[][] colours = {
      {0, 0, 0},
      {255, 255, 255},
      {128, 128, 128},
      {255, 0, 0},
      {0, 255, 0},
      {0, 0, 255},
      {200, 150, 120}
    };
    Path clip = folder.resolve("clip.mp4");
    try (FrameSink sink = FrameSink.create(clip, SinkOptions.of(32, 32, Rational.of(10)))) {
      for (int[] colour : colours) {
        sink.write(plain(32, 32, colour));
      }
      sink.finish();
    }
    List<RgbFrame> frames = Clips.readAll(clip);
    for (int i = 0; i < colours.length; i++) {
      int worst = Clips.maxError(plain(32, 32, colours[i]), frames.get(i));
      assertTrue(worst <= 5, "colour " + i + " is off by " + worst);
    }
  }

  @Test
  void keepsDetailInEveryFrame() {
    Path clip = Clips.write(folder.resolve("clip.mp4"), 128, 96, 20, Rational.of(10));
    List<RgbFrame> frames = Clips.readAll(clip);
    for (int i = 0; i < 20; i++) {
      // A frame early or late would move the block by 2 pixels and cost 2.6 in the mean.
      double error = Clips.meanError(Clips.moving(128, 96, i), frames.get(i));
      assertTrue(error < 2, "frame " + i + " is off by " + error + " in the mean");
    }
  }

  @Test
  void quantiserTradesSizeForError() throws IOException {
    SinkOptions fine = SinkOptions.of(64, 48, Rational.of(10)).withQuantizer(10);
    SinkOptions coarse = fine.withQuantizer(45);
    Path large = Clips.write(folder.resolve("large.mp4"), fine, 5);
    Path small = Clips.write(folder.resolve("small.mp4"), coarse, 5);
    assertTrue(Files.size(small) < Files.size(large));
    RgbFrame truth = Clips.moving(64, 48, 4);
    assertTrue(
        Clips.meanError(truth, Clips.readAll(large).get(4))
            < Clips.meanError(truth, Clips.readAll(small).get(4)));
  }

  @Test
  void isReproducibleAndHasItsIndexInFront() throws IOException {
    Path a = Clips.write(folder.resolve("a.mp4"), 64, 48, 5, Rational.of(10));
    Path b = Clips.write(folder.resolve("b.mp4"), 64, 48, 5, Rational.of(10));
    assertArrayEquals(Files.readAllBytes(a), Files.readAllBytes(b));
    String bytes = Files.readString(a, StandardCharsets.ISO_8859_1);
    assertTrue(bytes.indexOf("moov") > 0 && bytes.indexOf("moov") < bytes.indexOf("mdat"));
  }

  private static RgbFrame plain(int width, int height, int[] colour) {
    RgbFrame frame = new RgbFrame(width, height);
    for (int i = 0; i < frame.data().length; i++) {
      frame.data()[i] = (byte) colour[i % 3];
    }
    return frame;
  }
}
