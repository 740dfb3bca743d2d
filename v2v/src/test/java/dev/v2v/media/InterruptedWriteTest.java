package dev.v2v.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ends another JVM in the middle of writing, as Ctrl-C does. */
class InterruptedWriteTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"out.mp4", "frames"})
  @Timeout(120)
  void nothingIsLeftUnderAnyName(String name) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            EndlessWriter.class.getName(),
            folder.resolve(name).toString());
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process writer = builder.start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
      assertEquals("writing", out.readLine());
      assertEquals(1, files().size(), "the hidden file is at work: " + files());
      writer.destroy();
      assertTrue(writer.waitFor(60, TimeUnit.SECONDS), "the writer must end");
    } finally {
      writer.destroyForcibly();
    }
    assertEquals(List.of(), files());
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).toList();
    }
  }

  /** Writes until it is ended. */
  static final class EndlessWriter {
    private EndlessWriter() {}

    public static void main(String[] args) throws InterruptedException {
      SinkOptions options = SinkOptions.of(64, 64, Rational.of(25));
      try (FrameSink sink = FrameSink.create(Path.of(args[0]), options)) {
        for (int i = 0; ; i++) {
          sink.write(Clips.moving(64, 64, i));
          if (i == 20) {
            System.out.println("writing");
          }
          Thread.sleep(2);
        }
      }
    }
  }
}
