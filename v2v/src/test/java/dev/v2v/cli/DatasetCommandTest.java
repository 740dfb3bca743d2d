package dev.v2v.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.v2v.data.Split;
import dev.v2v.data.pose.PoseFile;
import dev.v2v.data.puppets.GroundTruth;
import dev.v2v.data.puppets.KeyPoint;
import dev.v2v.data.puppets.Kind;
import dev.v2v.data.puppets.PuppetClip;
import dev.v2v.data.puppets.PuppetWorld;
import dev.v2v.media.FrameSource;
import dev.v2v.media.Rational;
import dev.v2v.media.RgbFrame;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatasetCommandTest {
  private static final int SIZE = 32;

  @TempDir private Path dir;

  private int render(Path out, String... more) {
    Stream<String> options =
        Stream.of(
            "dataset",
            "render",
            "puppets",
            "--out",
            out.toString(),
            "--clips",
            "3",
            "--test-clips",
            "1",
            "--takes",
            "2",
            "--frames",
            "3",
            "--size",
            Integer.toString(SIZE),
            "--seed",
            "4",
            "--cast",
            "figures");
    return Main.run(Stream.concat(options, Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void writesTheLayoutOfTheModelsLoader() throws IOException {
    Path out = dir.resolve("data");
    assertEquals(ExitCode.DONE, render(out));
    assertEquals(
        List.of("000000#0.mp4", "000000#1.mp4", "000001#0.mp4"), names(out.resolve("train")));
    assertEquals(List.of("000000#0.mp4"), names(out.resolve("test")));
    assertEquals(List.of("dataset.json", "keypoints", "test", "train"), names(out));
    try (FrameSource video = FrameSource.open(out.resolve("train/000000#0.mp4"))) {
      assertEquals(Rational.of(25), video.info().frameRate().orElseThrow());
      RgbFrame frame = new RgbFrame(SIZE, SIZE);
      PuppetClip clip = PuppetWorld.of(4).clip(Kind.FIGURE, 0, 3, SIZE);
      for (int t = 0; t < 3; t++) {
        assertTrue(video.read(frame));
        assertEquals(0, meanDifference(frame, clip.frame(t)), 6, "frame " + t);
      }
      assertFalse(video.read(frame));
    }
    JsonObject summary = json(out.resolve("dataset.json"));
    assertEquals(4, summary.get("seed").getAsInt());
    assertEquals(2, summary.getAsJsonObject("parts").get("HEAD").getAsInt());
  }

  /** Coding loses a little, and 4:2:0 halves the resolution of colour. */
  private static double meanDifference(RgbFrame a, RgbFrame b) {
    double sum = 0;
    for (int i = 0; i < a.data().length; i++) {
      sum += Math.abs((a.data()[i] & 0xff) - (b.data()[i] & 0xff));
    }
    return sum / a.data().length;
  }

  @Test
  void gifsForShowing() throws IOException {
    Path out = dir.resolve("data");
    assertEquals(ExitCode.DONE, render(out, "--format", "gif"));
    assertEquals(List.of("000000#0.gif"), names(out.resolve("test")));
  }

  @Test
  void framesAndAnnotationsAreThoseOfTheClip() throws IOException {
    Path out = dir.resolve("data");
    assertEquals(ExitCode.DONE, render(out, "--masks", "--flow", "--poses", "--format", "png"));
    long identity = Split.TRAIN.index(0);
    PuppetClip clip = PuppetWorld.of(4).clip(Kind.FIGURE, identity, 1, 3, SIZE);
    String name = "train/000000#1.mp4";

    RgbFrame frame = new RgbFrame(SIZE, SIZE);
    try (FrameSource frames = FrameSource.open(out.resolve(name))) {
      for (int t = 0; t < 3; t++) {
        assertTrue(frames.read(frame));
        assertArrayEquals(clip.frame(t).data(), frame.data());
      }
    }

    JsonArray points =
        json(out.resolve("keypoints").resolve(name + ".json"))
            .getAsJsonArray("keypoints")
            .get(2)
            .getAsJsonArray();
    KeyPoint elbow = clip.keyPoints(2).get(3);
    JsonArray read = points.get(3).getAsJsonArray();
    assertEquals("elbow_right", elbow.name());
    assertEquals(elbow.x(), read.get(0).getAsDouble(), 6e-4);
    assertEquals(elbow.y(), read.get(1).getAsDouble(), 6e-4);
    assertEquals(elbow.visible() ? 1 : 0, read.get(2).getAsInt());

    Path poses = out.resolve("poses").resolve(name).resolve("00002_keypoints.json");
    float[] body = PoseFile.read(poses).get(0).body();
    assertEquals(elbow.x(), body[3 * 3], 1e-3);
    assertEquals(elbow.y(), body[3 * 3 + 1], 1e-3);
    assertEquals(elbow.visible() ? 1 : 0.5, body[3 * 3 + 2]);

    GroundTruth truth = clip.truth(1, 2);
    checkMask(out.resolve("masks").resolve(name).resolve("00001.png"), truth.forward());
    Path flow = out.resolve("flow").resolve(name);
    checkFlow(flow.resolve("00001_forward.flo"), truth.forward());
    checkFlow(flow.resolve("00002_backward.flo"), truth.backward());
    BufferedImage occluded = ImageIO.read(flow.resolve("00001_forward_occluded.png").toFile());
    for (int p = 0; p < SIZE * SIZE; p++) {
      boolean white = (occluded.getRGB(p % SIZE, p / SIZE) & 0xff) == 0xff;
      assertEquals(truth.forward().occluded()[p], white);
    }
  }

  private static void checkMask(Path file, GroundTruth.Field expected) throws IOException {
    BufferedImage mask = ImageIO.read(file.toFile());
    for (int p = 0; p < SIZE * SIZE; p++) {
      assertEquals(expected.parts()[p], mask.getRaster().getSample(p % SIZE, p / SIZE, 0));
    }
  }

  private static void checkFlow(Path file, GroundTruth.Field expected) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(202021.25f, bytes.getFloat());
    assertEquals(SIZE, bytes.getInt());
    assertEquals(SIZE, bytes.getInt());
    float[] flow = new float[2 * SIZE * SIZE];
    bytes.asFloatBuffer().get(flow);
    assertArrayEquals(expected.flow(), flow);
  }

  @Test
  void refusesWhatItShould() throws IOException {
    Path used = Files.createDirectory(dir.resolve("used"));
    Files.createFile(used.resolve("file"));
    assertEquals(ExitCode.INPUT_REFUSED, render(used));
    assertEquals(List.of("file"), names(used));
    Path fresh = dir.resolve("fresh");
    assertEquals(
        ExitCode.INPUT_REFUSED,
        Main.run("dataset", "render", "puppets", "--out", fresh.toString(), "--size", "4"));
    assertTrue(Files.notExists(fresh));
    assertEquals(
        ExitCode.INPUT_REFUSED,
        Main.run("dataset", "render", "puppets", "--out", fresh.toString(), "--size", "33"));
    assertEquals(ExitCode.USAGE, Main.run("dataset"));
    assertEquals(ExitCode.USAGE, Main.run("dataset", "render", "puppets"));
    assertEquals(ExitCode.USAGE, Main.run("dataset", "render", "people", "--out", "x"));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  private static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }
}
