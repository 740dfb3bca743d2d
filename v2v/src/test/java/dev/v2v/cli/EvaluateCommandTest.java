package dev.v2v.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvaluateCommandTest {
  private static final String CONFIG =
      """
      dataset_params:
        frame_shape: [32, WIDTH, 3]
      model_params:
        common_params: {num_kp: 3, num_channels: 3, estimate_jacobian: True}
        kp_detector_params:
          {temperature: 0.1, block_expansion: 4, max_features: 8, scale_factor: 0.5, num_blocks: 2}
        generator_params:
          block_expansion: 4
          max_features: 8
          num_down_blocks: 1
          num_bottleneck_blocks: 1
          estimate_occlusion_map: True
          dense_motion_params:
            {block_expansion: 4, max_features: 8, num_blocks: 2, scale_factor: 0.5}
      """;

  @TempDir private Path dir;
  private Path config;

  private record Ended(int code, String out, String err) {}

  @BeforeEach
  void write() throws IOException {
    config = Files.writeString(dir.resolve("tiny.yaml"), CONFIG.replace("WIDTH", "32"));
  }

  private Ended run(String... more) {
    Stream<String> start =
        Stream.of("evaluate", "fomm", "--config", config.toString(), "--random-weights");
    PrintStream oldOut = System.out;
    PrintStream oldErr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
      int code = Main.run(Stream.concat(start, Stream.of(more)).toArray(String[]::new));
      return new Ended(
          code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(oldOut);
      System.setErr(oldErr);
    }
  }

  private void refused(int code, String reason, String... more) {
    Ended ended = run(more);
    assertEquals(code, ended.code(), ended.err());
    assertEquals("", ended.out());
    assertTrue(ended.err().contains(reason), ended.err());
    assertFalse(ended.err().contains("Exception"), ended.err());
  }

  @Test
  void puppetsAreReportedAsTextJsonMarkdownAndPictures() throws IOException {
    Path out = dir.resolve("report");
    String[] few = {"--data", "puppets:faces", "--clips", "2", "--clip-length", "6"};
    Ended text =
        run(Stream.concat(Stream.of(few), Stream.of("--no-transfer")).toArray(String[]::new));
    assertEquals(0, text.code(), text.err());
    assertTrue(text.out().startsWith("puppets (faces), world 0, identities held out: 2 clips"));
    assertFalse(text.out().contains("transfer"), text.out());
    Path markdown = dir.resolve("tables.md");
    Ended json =
        run(
            Stream.concat(
                    Stream.of(few),
                    Stream.of("--json", "--out", out.toString(), "--markdown", markdown.toString()))
                .toArray(String[]::new));
    assertEquals(0, json.code(), json.err());
    JsonObject report = JsonParser.parseString(json.out()).getAsJsonObject();
    JsonObject l1 = report.getAsJsonObject("reconstruction").getAsJsonObject("l1");
    assertEquals(8, l1.get("frames").getAsInt());
    assertTrue(report.has("transfer_relative") && report.has("transfer_absolute"));
    assertEquals(report, JsonParser.parseString(Files.readString(out.resolve("report.json"))));
    assertEquals(Files.readString(markdown), Files.readString(out.resolve("report.md")));
    try (Stream<Path> files = Files.list(out)) {
      assertEquals(
          List.of(
              "reconstruction.png",
              "report.json",
              "report.md",
              "transfer_absolute.png",
              "transfer_relative.png"),
          files.map(f -> f.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void aFolderIsItsTestPartAndHeldOutFramesAreOfAllClips() {
    Path data = dir.resolve("data");
    assertEquals(
        0,
        Main.run(
            ("dataset render puppets --clips 3 --test-clips 2 --frames 5 --size 32 --cast faces"
                    + " --format png --out "
                    + data)
                .split(" ")));
    assertEquals(2, clips("--data", data.toString()));
    assertEquals(3, clips("--data", data.toString(), "--part", "train"));
    assertEquals(5, clips("--data", data.toString(), "--hold-out", "0.4"));
    assertEquals(1, clips("--data", data.toString(), "--clips", "1"));
  }

  private int clips(String... options) {
    Ended ended =
        run(Stream.concat(Stream.of(options), Stream.of("--json")).toArray(String[]::new));
    assertEquals(0, ended.code(), ended.err());
    return JsonParser.parseString(ended.out()).getAsJsonObject().get("clips").getAsInt();
  }

  @Test
  void badInputIsRefusedInALine() throws IOException {
    refused(4, "there is no such file", "--data", dir.resolve("nothing").toString());
    refused(4, "puppets:cats", "--data", "puppets:cats");
    Path text = Files.writeString(dir.resolve("text.mp4"), "no video");
    refused(4, "text.mp4", "--data", text.toString());
    refused(4, "a folder, found a file", "--data", "puppets", "--out", text.toString());
    refused(4, "at least 2 frames", "--data", "puppets", "--clip-length", "1");
    Path points = Files.writeString(dir.resolve("points.csv"), "x.png,1,2\n");
    refused(
        4,
        "must name pictures of this evaluation",
        "--data",
        "puppets",
        "--clips",
        "1",
        "--landmarks",
        points.toString());
    config = Files.writeString(dir.resolve("wide.yaml"), CONFIG.replace("WIDTH", "64"));
    refused(4, "must be square", "--data", "puppets");
  }

  @Test
  void badOptionsAreUsage() {
    refused(2, "--clips must be 1 or more", "--data", "puppets", "--clips", "0");
    refused(2, "must be a number or all", "--data", "puppets", "--frames-per-clip", "some");
    refused(2, "puppets hold out identities", "--data", "puppets", "--hold-out", "0.2");
    refused(2, "no end of them", "--data", "puppets", "--part", "all");
    refused(2, "--save-frames needs --out", "--data", "puppets", "--save-frames");
    refused(2, "--data", "--clips", "3");
  }
}
