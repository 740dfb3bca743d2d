package dev.v2v.tests.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.v2v.data.labels.CityscapesClass;
import dev.v2v.data.labels.LabelFiles;
import dev.v2v.data.labels.LabelMap;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.media.FrameSink;
import dev.v2v.media.FrameSource;
import dev.v2v.media.Rational;
import dev.v2v.media.RgbFrame;
import dev.v2v.media.SinkOptions;
import dev.v2v.nn.Module;
import dev.v2v.nn.checkpoint.SafetensorsWriter;
import dev.v2v.nn.init.Init;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.Vid2vidModel;
import dev.v2v.vid2vid.networks.GlobalGenerator;
import dev.v2v.vid2vid.networks.ImageGenerator;
import dev.v2v.vid2vid.networks.Norm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code synthesize}, with a tiny model of two scales. */
class SynthesizeTest {
  private static final int WIDTH = 32;
  private static final int HEIGHT = 16;
  private static final int FRAMES = 5;
  private static final int REFUSED = 4;
  private static final String CONFIG =
      """
      label_nc: 35
      use_instance: true
      fg: true
      ngf: 4
      n_downsample_G: 1
      n_blocks: 2
      n_blocks_local: 1
      n_scales_spatial: 2
      """;

  @TempDir private Path dir;

  @BeforeEach
  void write() throws IOException {
    Path model = Files.createDirectory(dir.resolve("model"));
    Files.writeString(model.resolve("config.yaml"), CONFIG + "no_first_img: true\n");
    Backend backend = Backends.open("cpu");
    try (Vid2vidModel random =
            Vid2vidModel.random(backend, Vid2vidConfig.parse("test", CONFIG), 1);
        ImageGenerator painter =
            new GlobalGenerator(
                Init.seeded(backend, 2), new ImageGenerator.Config(35, 4, 2, 2, Norm.INSTANCE))) {
      for (int s = 0; s < 2; s++) {
        save(random.generators().get(s), model.resolve("latest_net_G" + s + ".safetensors"));
      }
      save(painter, dir.resolve("painter.safetensors"));
    }
    Path labels = Files.createDirectory(dir.resolve("labels"));
    Path instances = Files.createDirectory(dir.resolve("instances"));
    for (int t = 0; t < FRAMES; t++) {
      LabelFiles.writeClasses(map(t), labels.resolve("frame_0" + t + ".png"));
      LabelFiles.writeInstances(map(t), instances.resolve("frame_0" + t + ".png"));
    }
  }

  private static void save(Module network, Path file) {
    SafetensorsWriter.write(file, network.sources(""), Map.of());
  }

  /** A car that drives along a road below the sky. */
  private static LabelMap map(int t) {
    LabelMap map = new LabelMap(WIDTH, HEIGHT);
    for (int p = 0; p < WIDTH * HEIGHT; p++) {
      int x = p % WIDTH - 3 * t;
      int y = p / WIDTH;
      boolean car = x >= 4 && x < 12 && y >= 6 && y < 11;
      CityscapesClass c =
          car ? CityscapesClass.CAR : y < 8 ? CityscapesClass.SKY : CityscapesClass.ROAD;
      map.classes()[p] = (byte) c.id();
      map.instances()[p] = c.instance(1);
    }
    return map;
  }

  private Cli.Result synthesize(Path labels, Path out, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "synthesize",
                "--model",
                dir.resolve("model").toString(),
                "--labels",
                labels.toString(),
                "--instances",
                dir.resolve("instances").toString(),
                "--out",
                out.toString()));
    args.addAll(List.of(more));
    return Cli.run(args);
  }

  private static long frames(Path file) {
    try (FrameSource source = FrameSource.open(file)) {
      RgbFrame frame = source.newFrame();
      long n = 0;
      while (source.read(frame)) {
        n++;
      }
      return n;
    }
  }

  @Test
  void writesTheResultAndHowItCameAbout() {
    Path out = dir.resolve("out.mp4");
    JsonObject json =
        synthesize(
                dir.resolve("labels"),
                out,
                "--save-flow",
                dir.resolve("flow.gif").toString(),
                "--save-mask",
                dir.resolve("mask").toString(),
                "--save-warped",
                dir.resolve("warped").toString(),
                "--save-hallucinated",
                dir.resolve("painted").toString(),
                "--json")
            .json();
    assertEquals(FRAMES - 2, json.get("frames").getAsInt());
    assertEquals(2, json.get("lead").getAsInt());
    for (String part : List.of("out.mp4", "flow.gif", "mask", "warped", "painted")) {
      assertEquals(FRAMES - 2, frames(dir.resolve(part)), part);
    }
  }

  @Test
  void readsLabelsFromAVideoInColours() {
    Path clip = dir.resolve("labels.mp4");
    try (FrameSink sink =
        FrameSink.create(clip, SinkOptions.of(WIDTH, HEIGHT, Rational.of(10)).withQuantizer(1))) {
      for (int t = 0; t < FRAMES; t++) {
        RgbFrame frame = new RgbFrame(WIDTH, HEIGHT);
        for (int p = 0; p < WIDTH * HEIGHT; p++) {
          int color = CityscapesClass.of(map(t).classAt(p)).color();
          frame.data()[3 * p] = (byte) (color >> 16);
          frame.data()[3 * p + 1] = (byte) (color >> 8);
          frame.data()[3 * p + 2] = (byte) color;
        }
        sink.write(frame);
      }
      sink.finish();
    }
    Path out = dir.resolve("from-video");
    synthesize(clip, out, "--frames", "4").done();
    assertEquals(2, frames(out));
  }

  @Test
  void firstFramesAreGivenOrPainted() {
    Path first = dir.resolve("first");
    synthesize(dir.resolve("labels"), first).done();
    synthesize(
            dir.resolve("labels"),
            dir.resolve("given.gif"),
            "--first-frames",
            first.toString(),
            "--width",
            "48")
        .done();
    assertEquals(FRAMES - 2, frames(dir.resolve("given.gif")));
    synthesize(
            dir.resolve("labels"),
            dir.resolve("painted.gif"),
            "--first-model",
            dir.resolve("painter.safetensors").toString())
        .done();
    assertEquals(FRAMES - 2, frames(dir.resolve("painted.gif")));
  }

  @Test
  void classesGiveWayToOthers() throws IOException {
    Path out = dir.resolve("remapped");
    synthesize(dir.resolve("labels"), out, "--remap", "sky=7", "--remap", "car=road").done();
    // Nothing but road, without a border: what is left of a car that drives below the sky.
    for (int t = 0; t < FRAMES; t++) {
      LabelMap road = new LabelMap(WIDTH, HEIGHT);
      Arrays.fill(road.classes(), (byte) CityscapesClass.ROAD.id());
      Arrays.fill(road.instances(), CityscapesClass.ROAD.id());
      LabelFiles.writeClasses(road, dir.resolve("labels/frame_0" + t + ".png"));
      LabelFiles.writeInstances(road, dir.resolve("instances/frame_0" + t + ".png"));
    }
    Path expected = dir.resolve("expected");
    synthesize(dir.resolve("labels"), expected).done();
    for (String name : Samples.names(expected)) {
      assertArrayEquals(
          Files.readAllBytes(expected.resolve(name)), Files.readAllBytes(out.resolve(name)), name);
    }
    synthesize(dir.resolve("labels"), out, "--remap", "sky").refused(REFUSED, "CLASS=CLASS");
    synthesize(dir.resolve("labels"), out, "--remap", "sky=cheese").refused(REFUSED, "'cheese'");
    synthesize(dir.resolve("labels"), dir.resolve("none"), "--remap", "road=99")
        .refused(REFUSED, "got 99");
  }

  @Test
  void editsOfRegionsChangeFrames() throws IOException {
    Path labels = dir.resolve("labels");
    Path none = Files.writeString(dir.resolve("none.json"), "{\"edits\": []}");
    Path all = Files.writeString(dir.resolve("all.json"), "{\"edits\": [{\"to\": \"road\"}]}");
    synthesize(labels, dir.resolve("plain")).done();
    synthesize(labels, dir.resolve("same"), "--edits", none.toString()).done();
    synthesize(labels, dir.resolve("edited"), "--edits", all.toString()).done();
    for (String name : Samples.names(dir.resolve("plain"))) {
      byte[] plain = Files.readAllBytes(dir.resolve("plain").resolve(name));
      assertArrayEquals(plain, Files.readAllBytes(dir.resolve("same").resolve(name)), name);
      assertFalse(
          Arrays.equals(plain, Files.readAllBytes(dir.resolve("edited").resolve(name))), name);
    }
    Path wrong = Files.writeString(dir.resolve("wrong.json"), "{\"edits\": [{\"to\": 99}]}");
    synthesize(labels, dir.resolve("no"), "--edits", wrong.toString()).refused(REFUSED, "got 99");
  }

  @Test
  void refusesWithOneLine() throws IOException {
    Path labels = dir.resolve("labels");
    Path out = dir.resolve("none.mp4");
    synthesize(labels, out, "--frames", "2").refused(REFUSED, "at least 3 label maps");
    synthesize(labels, out, "--epoch", "7").refused(REFUSED, "expected 7_net_G0");
    synthesize(labels, out, "--first-frames", Samples.CONFIG.toString()).refused(REFUSED);
    synthesize(labels, out, "--first-model", Samples.WEIGHTS.toString())
        .refused(REFUSED, "a single-image generator of pix2pixHD");
    synthesize(labels, out, "--config", "street-512").refused(REFUSED, "no_first_img");
    synthesize(labels, out, "--config", "street-12").refused(REFUSED, "street-2048");
    synthesize(labels, out, "--flow-scale", "0").refused(2, "--flow-scale");
    synthesize(labels, out, "--save-mask", out.toString()).refused(2, "different files");

    Path instances = dir.resolve("instances");
    Files.delete(instances.resolve("frame_04.png"));
    synthesize(labels, out).refused(REFUSED, "as many frames as", "5, found 4");
    LabelFiles.writeInstances(map(4), instances.resolve("frame_04.png"));
    LabelMap unknown = map(4);
    unknown.classes()[70] = 99;
    LabelFiles.writeClasses(unknown, labels.resolve("frame_04.png"));
    synthesize(labels, out)
        .refused(REFUSED, "frame_04.png", "classes must be 0 to 34, got 99 at column 6, row 2");
    LabelFiles.writeClasses(new LabelMap(16, 16), labels.resolve("frame_04.png"));
    synthesize(labels, out).refused(REFUSED, "32x16", "16x16");
    Files.delete(labels.resolve("frame_02.png"));
    synthesize(labels, out).refused(REFUSED);
    assertFalse(Files.exists(out), "nothing is left of what failed");
  }

  @Test
  void oddSizesAreRefused() throws IOException {
    Path odd = Files.createDirectory(dir.resolve("odd"));
    for (int t = 0; t < FRAMES; t++) {
      LabelFiles.writeClasses(new LabelMap(30, 16), odd.resolve(t + ".png"));
    }
    Cli.Result result = synthesize(odd, dir.resolve("odd.mp4"));
    result.refused(REFUSED, "multiples of 4 (scales: 2, halvings: 1)", "30x16");
    assertTrue(Files.exists(odd));
  }
}
