package dev.v2v.tests.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.data.Dice;
import dev.v2v.data.pose.Person;
import dev.v2v.data.pose.PoseDrawing;
import dev.v2v.data.pose.PoseFile;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.media.RgbFrame;
import dev.v2v.nn.Module;
import dev.v2v.nn.checkpoint.SafetensorsWriter;
import dev.v2v.nn.init.Init;
import dev.v2v.train.Png;
import dev.v2v.vid2vid.networks.FeatureEncoder;
import dev.v2v.vid2vid.networks.FeatureGenerator;
import dev.v2v.vid2vid.networks.GlobalFeatureGenerator;
import dev.v2v.vid2vid.networks.ImageGenerator;
import dev.v2v.vid2vid.networks.Norm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code synthesize} from key points, with tiny random models of poses and of faces. */
class SynthesizeDrawnTest {
  private static final int WIDTH = 128;
  private static final int HEIGHT = 64;
  private static final int FRAMES = 5;
  private static final int REFUSED = 4;
  private static final String TINY =
      """
      label_nc: 0
      ngf: 4
      n_downsample_G: 1
      n_blocks: 1
      fineSize: 64
      """;
  private static final String POSES =
      TINY + "input_nc: 6\nresize_or_crop: randomScaleHeight_and_scaledCrop\nloadSize: 96\n";
  private static final String FACES = TINY + "input_nc: 15\nno_first_img: true\nloadSize: 64\n";

  @TempDir private Path dir;

  private Path folder(String name) throws IOException {
    return Files.createDirectories(dir.resolve("data").resolve(name).resolve("one"));
  }

  private Path config(String text) throws IOException {
    return Files.writeString(dir.resolve("config.yaml"), text);
  }

  /** Somebody who walks to the right. */
  private static Person person(int t) {
    float[] body = new float[3 * Person.BODY];
    for (int i = 0; i < Person.BODY; i++) {
      body[3 * i] = 40 + 29 * i % 40 + t;
      body[3 * i + 1] = 5 + 17 * i % 50;
      body[3 * i + 2] = 1;
    }
    return Person.of(body);
  }

  private Path writePoses() throws IOException {
    RgbFrame parts = new RgbFrame(WIDTH, HEIGHT);
    for (int p = 0; p < WIDTH * HEIGHT; p++) {
      parts.data()[3 * p + 2] = (byte) (p / WIDTH % 25);
    }
    for (int t = 0; t < FRAMES; t++) {
      PoseFile.write(
          List.of(person(t)), folder("test_openpose").resolve("frame" + t + "_keypoints.json"));
      Png.write(parts, folder("test_densepose").resolve("frame" + t + "_IUV.png"));
      Png.write(Samples.frame(WIDTH, HEIGHT, t), folder("photos").resolve("frame" + t + ".png"));
    }
    return folder("test_openpose");
  }

  private Path writeFaces() throws IOException {
    for (int t = 0; t < FRAMES; t++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 68; i++) {
        double angle = Math.PI * Math.min(i, 16) / 16;
        int x = i <= 16 ? (int) Math.round(64 + t - 12 * Math.cos(angle)) : 56 + t + i % 5 * 4;
        int y = i <= 16 ? (int) Math.round(28 + 14 * Math.sin(angle)) : 24 + i / 10 * 2;
        text.append(x).append(',').append(y).append('\n');
      }
      Files.writeString(folder("test_keypoints").resolve("frame" + t + ".txt"), text);
      Png.write(Samples.frame(WIDTH, HEIGHT, t), folder("test_img").resolve("frame" + t + ".png"));
    }
    return folder("test_keypoints");
  }

  private Cli.Result synthesize(Path labels, Path config, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "synthesize",
                "--random-weights",
                "--config",
                config.toString(),
                "--labels",
                labels.toString(),
                "--out",
                dir.resolve("made").toString(),
                "--save-labels",
                dir.resolve("drawn").toString()));
    args.addAll(List.of(more));
    return Cli.run(args);
  }

  private List<RgbFrame> drawn() {
    assertEquals(FRAMES - 2, Samples.frames(dir.resolve("made")).size());
    List<RgbFrame> drawn = Samples.frames(dir.resolve("drawn"));
    assertEquals(FRAMES - 2, drawn.size());
    return drawn;
  }

  @Test
  void posesAreDrawnAndTheirMiddleIsKept() throws IOException {
    Path poses = writePoses();
    synthesize(poses, config(POSES), "--first-frames", folder("photos").toString()).done();
    for (int k = 0; k < FRAMES - 2; k++) {
      RgbFrame shown = drawn().get(k);
      assertEquals(64, shown.width());
      assertEquals(64, shown.height());
      RgbFrame whole = PoseDrawing.COMPLETE.draw(List.of(person(k + 2)), WIDTH, HEIGHT, Dice.of(0));
      for (int y = 0; y < HEIGHT; y++) {
        int from = 3 * (y * WIDTH + 32);
        assertArrayEquals(
            Arrays.copyOfRange(whole.data(), from, from + 3 * 64),
            Arrays.copyOfRange(shown.data(), 3 * 64 * y, 3 * 64 * (y + 1)),
            "row " + y);
      }
    }
  }

  @Test
  void facesAreDrawnInASquareAroundThem() throws IOException {
    Path faces = writeFaces();
    synthesize(faces, config(FACES)).done();
    RgbFrame shown = drawn().get(0);
    assertEquals(64, shown.width());
    assertEquals(64, shown.height());
    int white = 0;
    for (byte value : shown.data()) {
      white += value == (byte) 255 ? 1 : 0;
    }
    assertTrue(white > 150 && white < 3000, white + " white values");
  }

  @Test
  void widthIsTheOneAskedFor() throws IOException {
    synthesize(writeFaces(), config(FACES), "--width", "32").done();
    assertEquals(32, drawn().get(0).height());
  }

  /** The authors' way to a face's first frames: features of its photograph, or of one alike. */
  @Test
  void firstFramesOfFacesAreInTheStyleOfTheirPhotograph() throws IOException {
    Path faces = writeFaces();
    Path single = Files.createDirectory(dir.resolve("single"));
    Backend backend = Backends.open("cpu");
    try (FeatureGenerator generator =
            new GlobalFeatureGenerator(
                Init.seeded(backend, 1), new ImageGenerator.Config(15, 4, 1, 1, Norm.INSTANCE), 3);
        FeatureEncoder encoder =
            new FeatureEncoder(
                Init.seeded(backend, 2), new ImageGenerator.Config(3, 4, 1, 0, Norm.INSTANCE), 3)) {
      save(generator, single.resolve("latest_net_G.safetensors"));
      save(encoder, single.resolve("latest_net_E.safetensors"));
    }
    Path config = config(FACES.replace("no_first_img: true\n", ""));
    String painter = single.resolve("latest_net_G.safetensors").toString();
    byte[] own = firstImage(faces, config, "own", painter);
    assertArrayEquals(own, firstImage(faces, config, "again", painter));
    Path known = Samples.ROOT.resolve("v2v/src/test/resources/data/faces.npy");
    Files.copy(known, single.resolve("features.npy"));
    byte[] alike = firstImage(faces, config, "alike", painter);
    assertFalse(Arrays.equals(own, alike), "in the style of a stored face now");
    Files.delete(single.resolve("features.npy"));
    assertArrayEquals(
        alike, firstImage(faces, config, "asked", painter, "--styles", known.toString()));
    Files.delete(single.resolve("latest_net_E.safetensors"));
    clear();
    synthesize(faces, config, "--first-model", painter).refused(REFUSED, "need the encoder");
  }

  /** The first image that a model makes after those of a painter. */
  private byte[] firstImage(Path faces, Path config, String name, String painter, String... more)
      throws IOException {
    clear();
    List<String> args = new ArrayList<>(List.of("--first-model", painter));
    args.addAll(List.of(more));
    synthesize(faces, config, args.toArray(String[]::new)).done();
    List<RgbFrame> made = Samples.frames(dir.resolve("made"));
    assertEquals(FRAMES - 2, made.size(), name);
    return made.get(0).data();
  }

  private void clear() throws IOException {
    for (String folder : List.of("made", "drawn")) {
      if (Files.isDirectory(dir.resolve(folder))) {
        for (String name : Samples.names(dir.resolve(folder))) {
          Files.delete(dir.resolve(folder).resolve(name));
        }
      }
    }
  }

  private static void save(Module network, Path file) {
    SafetensorsWriter.write(file, network.sources(""), Map.of());
  }

  @Test
  void refusesWithOneLine() throws IOException {
    Path poses = writePoses();
    Path photos = folder("photos");
    Path config = config(POSES + "no_first_img: true\n");
    synthesize(photos, config).refused(REFUSED, "takes 6 channels", "test_openpose/SEQUENCE");
    synthesize(writeFaces(), config).refused(REFUSED, "15 channels", "input_nc 6");
    synthesize(poses, config, "--remap", "car=road").refused(REFUSED, "no classes to change");
    Path small = Samples.clip(dir.resolve("small.mp4"), 32, 32, 3);
    synthesize(poses, config, "--first-frames", small.toString())
        .refused(REFUSED, "expected 128x64", "or 64x64", "got 32x32");
    Path elsewhere = Files.createDirectory(dir.resolve("loose"));
    PoseFile.write(List.of(person(0)), elsewhere.resolve("0.json"));
    synthesize(elsewhere, config).refused(REFUSED, "PHASE_openpose/SEQUENCE");
    Files.delete(folder("test_densepose").resolve("frame4_IUV.png"));
    synthesize(poses, config).refused(REFUSED, "as many frames as", "5, found 4");
    Files.delete(folder("test_img").resolve("frame1.png"));
    synthesize(folder("test_keypoints"), config(FACES)).refused(REFUSED, "without gaps");
  }
}
