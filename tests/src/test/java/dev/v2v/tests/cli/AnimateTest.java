package dev.v2v.tests.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.v2v.media.FrameSource;
import dev.v2v.media.MediaInfo;
import dev.v2v.media.Rational;
import dev.v2v.media.RgbFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code animate} from files to files, with the tiny golden model. */
class AnimateTest {
  private static final int FRAMES = 6;

  @TempDir private static Path shared;
  private static Path folder;
  private static Path video;
  private static Path source;

  @TempDir private Path dir;

  @BeforeAll
  static void draw() {
    folder = Samples.clip(shared.resolve("driving"), Samples.SIDE, Samples.SIDE, FRAMES);
    video = Samples.clip(shared.resolve("driving.mp4"), Samples.SIDE, Samples.SIDE, FRAMES);
    source = folder.resolve("00004.png");
  }

  private Path animate(String name, Path from, Path driving, String... more) {
    Path out = dir.resolve(name);
    Cli.run(Samples.animate(from, driving, out, more)).done();
    assertFalse(Samples.names(dir).toString().contains(".part"), "temporary file left");
    return out;
  }

  private static MediaInfo info(Path file) {
    try (FrameSource opened = FrameSource.open(file)) {
      return opened.info();
    }
  }

  @Test
  void everyFormKeepsFramesAndRate() {
    Path mp4 = animate("out.mp4", source, video);
    assertEquals(FRAMES, Samples.frames(mp4).size());
    assertEquals(new Rational(25, 2), info(mp4).frameRate().orElseThrow());
    Path gif = animate("out.gif", source, video);
    assertEquals(FRAMES, Samples.frames(gif).size());
    assertEquals(new Rational(25, 2), info(gif).frameRate().orElseThrow());
    Path png = animate("out", source, video);
    assertEquals(
        IntStream.range(0, FRAMES).mapToObj("%05d.png"::formatted).toList(), Samples.names(png));
    assertEquals(Samples.SIDE, info(png).width());
  }

  @Test
  void soundIsKeptUnlessUnwanted() {
    Path loud = animate("loud.mp4", source, Samples.TONE);
    assertEquals(12, Samples.frames(loud).size());
    assertEquals("aac", info(loud).audioCodec().orElseThrow());
    assertEquals(Rational.of(10), info(loud).frameRate().orElseThrow());
    Path silent = animate("silent.mp4", source, Samples.TONE, "--no-audio", "--frames", "3");
    assertFalse(info(silent).hasAudio());
    assertEquals(3, Samples.frames(silent).size());
    Cli.Result gif =
        Cli.run(Samples.animate(source, Samples.TONE, dir.resolve("a.gif"), "--frames", "2"));
    gif.done();
    assertTrue(gif.err().contains("carries no sound"), gif.err());
  }

  @Test
  void repeatedRunsAreEqualByteForByte() throws IOException {
    Path a = animate("a.mp4", source, video);
    Path b = animate("b.mp4", source, video);
    assertArrayEquals(Files.readAllBytes(a), Files.readAllBytes(b));
  }

  @Test
  void devicesAgree() {
    List<RgbFrame> cpu = Samples.frames(animate("cpu", source, folder, "--device", "cpu"));
    List<RgbFrame> reference =
        Samples.frames(animate("reference", source, folder, "--device", "reference"));
    assertTrue(Samples.difference(cpu, reference) <= 1);
  }

  @Test
  void modesOfMotionDiffer() {
    List<RgbFrame> relative = Samples.frames(animate("relative", source, folder));
    List<RgbFrame> absolute =
        Samples.frames(animate("absolute", source, folder, "--motion", "absolute"));
    List<RgbFrame> unscaled =
        Samples.frames(animate("unscaled", source, folder, "--no-adapt-scale"));
    assertTrue(Samples.difference(relative, absolute) > 0);
    assertTrue(Samples.difference(relative, unscaled) > 0);
    // Counted from the frame that is the source, relative motion is absolute motion.
    List<RgbFrame> best =
        Samples.frames(animate("best", source, folder, "--start", "best", "--no-adapt-scale"));
    assertTrue(Samples.difference(best, absolute) <= 1);
  }

  @Test
  void bestStartIsTheSourcesOwnFrame() {
    JsonObject said =
        Cli.run(Samples.animate(source, folder, dir.resolve("o"), "--start", "best", "--json"))
            .json();
    assertEquals(4, said.get("startFrame").getAsInt());
    assertEquals(1, said.get("movementScale").getAsDouble(), 1e-6);
    assertEquals(FRAMES, said.get("frames").getAsInt());
    assertEquals("fp32", said.get("precision").getAsString());
    assertTrue(said.get("framesPerSecond").getAsDouble() > 0);
    assertTrue(said.get("warnings").getAsJsonArray().isEmpty());
  }

  @Test
  void frameOfASourceVideo() {
    List<RgbFrame> still = Samples.frames(animate("still", source, folder, "--frames", "2"));
    List<RgbFrame> taken =
        Samples.frames(animate("taken", folder, folder, "--frames", "2", "--source-frame", "4"));
    assertEquals(0, Samples.difference(still, taken));
    Cli.run(Samples.animate(video, folder, dir.resolve("x.gif"), "--source-frame", "99"))
        .refused(4, "driving.mp4", "frame 99", "6 frames");
  }

  @Test
  void fitsAndRates() {
    Path wide = Samples.clip(dir.resolve("wide"), 96, 60, 2);
    List<RgbFrame> resize = Samples.frames(animate("resize", source, wide));
    List<RgbFrame> crop = Samples.frames(animate("crop", source, wide, "--fit", "crop"));
    List<RgbFrame> pad = Samples.frames(animate("pad", source, wide, "--fit", "pad"));
    assertTrue(Samples.difference(resize, crop) > 0);
    assertTrue(Samples.difference(resize, pad) > 0);
    Path timed = animate("timed.mp4", source, wide, "--fps", "30000/1001");
    assertEquals(new Rational(30000, 1001), info(timed).frameRate().orElseThrow());
  }

  @Test
  void contentDecidesNotTheName() throws IOException {
    Path disguised = Files.copy(source, dir.resolve("picture.mp4"));
    assertEquals(1, Samples.frames(animate("one.gif", disguised, disguised)).size());
  }

  @Test
  void cutVideoGivesTheFramesItHasAndOneWarning() throws IOException {
    Path whole = Samples.clip(dir.resolve("whole.mp4"), Samples.SIDE, Samples.SIDE, 30);
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = dir.resolve("cut.mp4");
    Files.write(cut, java.util.Arrays.copyOf(bytes, bytes.length * 3 / 4));
    Path out = dir.resolve("out");
    Cli.Result result = Cli.run(Samples.animate(source, cut, out));
    result.done();
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(result.err().contains("cut.mp4: the video is damaged or cut short"), result.err());
    int frames = Samples.frames(out).size();
    assertTrue(frames > 1 && frames < 30, () -> frames + " frames");
  }
}
