package dev.v2v.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real clips, where a checkout has them, against the {@code ffmpeg} and {@code ffprobe} programs.
 */
class SharedMediaTest {
  private static final int COMPARED_FRAMES = 12;

  @ParameterizedTest
  @CsvSource({
    "cockatoo.mp4, bt709, 280, 20, mp3",
    "realshort.mp4, bt601, 36, 45000/1499, aac",
    "newtonscradle.gif, rgb, 36, 1800/41,",
    "mgif-teaser.gif, rgb, 10, 10,"
  })
  @Timeout(300)
  void agreesWithFfmpeg(String name, String matrix, int frames, String rate, String audio)
      throws IOException, InterruptedException {
    Path clip = shared(name);
    assumeTrue(installed("ffmpeg") && installed("ffprobe"), "ffmpeg and ffprobe are not installed");
    String announced =
        run("ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries")
            .with("stream=nb_frames", "-of", "csv=p=0", clip.toString())
            .text();
    assertEquals(Integer.toString(frames), announced);
    String input = matrix.equals("rgb") ? "" : ":in_color_matrix=" + matrix;
    Command decode =
        run("ffmpeg", "-v", "error", "-i", clip.toString(), "-fps_mode", "passthrough")
            .with("-frames:v", Integer.toString(COMPARED_FRAMES), "-vf")
            .with("scale=flags=bicubic+accurate_rnd+full_chroma_int" + input)
            .with("-f", "rawvideo", "-pix_fmt", "rgb24", "-");
    Process ffmpeg = decode.start();
    try (FrameSource source = FrameSource.open(clip);
        DataInputStream reference = new DataInputStream(ffmpeg.getInputStream())) {
      assertEquals(Rational.parse(rate), source.info().frameRate().orElseThrow());
      assertEquals(frames, source.info().frames().getAsLong());
      assertEquals(Optional.ofNullable(audio), source.info().audioCodec());
      RgbFrame frame = source.newFrame();
      RgbFrame expected = source.newFrame();
      int count = 0;
      double mean = 0;
      int max = 0;
      while (source.read(frame)) {
        if (count++ < Math.min(COMPARED_FRAMES, frames)) {
          reference.readFully(expected.data());
          mean = Math.max(mean, Clips.meanError(expected, frame));
          max = Math.max(max, Clips.maxError(expected, frame));
        }
      }
      System.out.printf("%s: worst frame mean %.3f, worst sample %d%n", name, mean, max);
      assertEquals(frames, count);
      assertEquals(List.of(), source.warnings());
      assertTrue(mean <= .5 && max <= 4, "mean error " + mean + ", largest " + max);
    } finally {
      ffmpeg.destroyForcibly();
    }
  }

  private static Path shared(String name) {
    Path root = Path.of(System.getProperty("v2v.root", "."));
    Path clip = root.resolve("../shared/media").resolve(name).normalize();
    boolean there = Files.isRegularFile(clip);
    if (!there) {
      System.out.println("skipped: this checkout has no " + clip);
    }
    assumeTrue(there, "this checkout has no " + clip);
    return clip;
  }

  private static boolean installed(String program) throws InterruptedException {
    try {
      Process version = run(program, "-version").start();
      version.getInputStream().readAllBytes();
      return version.waitFor() == 0;
    } catch (IOException e) {
      System.out.println("skipped: " + e.getMessage());
      return false;
    }
  }

  private static Command run(String... words) {
    return new Command(List.of(words));
  }

  private record Command(List<String> words) {
    Command with(String... more) {
      return new Command(Stream.concat(words.stream(), Stream.of(more)).toList());
    }

    Process start() throws IOException {
      return new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    String text() throws IOException {
      byte[] out = start().getInputStream().readAllBytes();
      return new String(out, StandardCharsets.UTF_8).strip();
    }
  }
}
