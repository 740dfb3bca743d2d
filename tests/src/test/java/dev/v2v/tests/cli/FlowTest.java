package dev.v2v.tests.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.v2v.data.Dice;
import dev.v2v.data.FlowReader;
import dev.v2v.data.layers.LayeredScene;
import dev.v2v.data.pose.Person;
import dev.v2v.data.pose.PoseDrawing;
import dev.v2v.data.pose.PoseFile;
import dev.v2v.media.FrameSource;
import dev.v2v.media.RgbFrame;
import dev.v2v.train.Png;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code flow}, {@code evaluate flow}, {@code dataset edges} and {@code dataset poses}. */
class FlowTest {
  private static final int REFUSED = 4;
  private static final int USAGE = 2;

  @TempDir private Path dir;

  @BeforeEach
  void draw() throws IOException {
    LayeredScene scene = LayeredScene.of(2, 0, 48, 32, 2);
    Path clip = Files.createDirectory(dir.resolve("clip"));
    for (int t = 0; t < 4; t++) {
      Png.write(scene.frame(t), clip.resolve("view" + t + ".png"));
    }
    Png.write(LayeredScene.of(2, 0, 40, 32, 2).frame(0), dir.resolve("narrow.png"));
  }

  private String path(String name) {
    return dir.resolve(name).toString();
  }

  @Test
  void twoPicturesGiveAFileOrAPicture() {
    JsonObject json =
        Cli.run(
                "flow",
                "--a",
                path("clip/view0.png"),
                "--b",
                path("clip/view1.png"),
                "--out",
                path("f.flo"),
                "--json")
            .json();
    assertTrue(json.get("mean").getAsDouble() > 0.2, json.toString());
    assertEquals(48, FlowReader.read(dir.resolve("f.flo")).width());
    Cli.run(
            "flow",
            "--a",
            path("clip/view0.png"),
            "--b",
            path("clip/view1.png"),
            "--out",
            path("f.png"))
        .done();
    assertTrue(Files.isRegularFile(dir.resolve("f.png")));
  }

  @Test
  void aClipGivesFlowBothWaysUnderItsNames() {
    JsonObject json =
        Cli.run("flow", "--video", path("clip"), "--both", "--out", path("flow"), "--json").json();
    assertEquals(3, json.get("pairs").getAsInt());
    assertTrue(
        json.get("warp_error").getAsDouble() < 0.3 * json.get("still_error").getAsDouble(),
        json.toString());
    for (String name : new String[] {"view1_backward", "view3_backward", "view0_forward"}) {
      assertEquals(32, FlowReader.read(dir.resolve("flow/" + name + ".flo")).height());
      assertTrue(Files.isRegularFile(dir.resolve("flow/" + name + "_occluded.png")), name);
    }
  }

  @Test
  void badInputIsRefusedInOneLine() {
    Cli.run(
            "flow",
            "--a",
            path("clip/view0.png"),
            "--b",
            path("narrow.png"),
            "--out",
            path("f.flo"))
        .refused(REFUSED, "both pictures must have one size, got 48x32 and 40x32");
    Cli.run("flow", "--video", path("clip/view0.png"), "--out", path("one"))
        .refused(REFUSED, "a clip must have two frames or more, got 1");
    Cli.run("flow", "--video", path("clip"), "--out", path("clip"))
        .refused(REFUSED, "expected a new or empty folder");
    Cli.run("flow", "--video", path("none.mp4"), "--out", path("f"))
        .refused(REFUSED, "there is no such file");
    Cli.run(
            "flow",
            "--a",
            path("clip/view0.png"),
            "--b",
            path("narrow.png"),
            "--out",
            path("f.txt"))
        .refused(USAGE, "--out must end in .flo or .png");
    Cli.run("evaluate", "flow", "--clips", "0").refused(USAGE, "--clips must be 1 or more");
    Cli.run("flow", "--video", path("clip"), "--warps", "0", "--out", path("f"))
        .refused(REFUSED, "warps must be 1 or more, got 0");
  }

  @Test
  void aVideoBecomesEdgesAndPhotographs() {
    JsonObject json =
        Cli.run(
                "dataset",
                "edges",
                "--video",
                path("clip"),
                "--size",
                "24x16",
                "--hold-out",
                "0.25",
                "--out",
                path("edges"),
                "--json")
            .json();
    assertEquals(3, json.get("train_frames").getAsInt());
    assertEquals(1, json.get("test_frames").getAsInt());
    assertEquals(24, json.get("width").getAsInt());
    assertTrue(Files.isRegularFile(dir.resolve("edges/train_A/clip/frame_00001.png")));
    assertTrue(Files.isRegularFile(dir.resolve("edges/test_B/clip/frame_00004.png")));
  }

  @Test
  void edgesOfNothingAreRefused() throws IOException {
    Cli.run("dataset", "edges", "--out", path("e")).refused(USAGE, "--video or --faces is needed");
    Files.createDirectory(dir.resolve("empty"));
    Cli.run("dataset", "edges", "--faces", path("empty"), "--size", "32x32", "--out", path("e"))
        .refused(REFUSED, "expected .json files of landmarks; there are none");
    Cli.run("dataset", "edges", "--video", path("clip"), "--high", "0.01", "--out", path("e"))
        .refused(REFUSED, "thresholds must be 0 < low <= high, got 0.02 and 0.01");
    Cli.run("dataset", "edges", "--video", path("clip"), "--hold-out", "1", "--out", path("e"))
        .refused(REFUSED, "the share of frames must be in [0, 1), got 1.0");
  }

  @Test
  void posesAreDrawn() throws IOException {
    Path poses = Files.createDirectory(dir.resolve("poses"));
    Person person = Person.ofCoco(coco());
    PoseFile.write(List.of(person), poses.resolve("a.json"));
    Cli.run("dataset", "poses", "--poses", path("poses"), "--size", "40x60", "--out", path("drawn"))
        .done();
    RgbFrame drawn = new RgbFrame(40, 60);
    try (FrameSource source = FrameSource.open(dir.resolve("drawn/a.png"))) {
      source.read(drawn);
    }
    assertArrayEquals(
        PoseDrawing.COMPLETE.draw(List.of(person), 40, 60, Dice.of(0)).data(), drawn.data());
    int lit = 0;
    for (byte b : drawn.data()) {
      lit += b != 0 ? 1 : 0;
    }
    assertTrue(lit > 50, lit + " values are drawn");
    Files.writeString(poses.resolve("b.json"), "{}");
    Cli.run("dataset", "poses", "--poses", path("poses"), "--size", "40x60", "--out", path("no"))
        .refused(REFUSED, "b.json: expected an object with the key people");
  }

  /** Eighteen points down a zigzag. */
  private static float[] coco() {
    float[] points = new float[3 * 18];
    for (int i = 0; i < 18; i++) {
      points[3 * i] = i % 2 == 0 ? 10 : 28;
      points[3 * i + 1] = 3 + 3 * i;
      points[3 * i + 2] = 1;
    }
    return points;
  }
}
