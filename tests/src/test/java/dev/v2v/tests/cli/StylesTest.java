package dev.v2v.tests.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train styles}, and {@code synthesize} in the styles it found. */
class StylesTest {
  private static final int REFUSED = 4;
  private static final String CONFIG =
      """
      label_nc: 35
      instance_feat: true
      feat_num: 2
      nef: 4
      n_downsample_E: 2
      n_frames_G: 1
      no_flow: true
      n_scales_temporal: 0
      norm: instance
      ngf: 4
      n_downsample_G: 1
      n_blocks: 2
      ndf: 4
      n_layers_D: 1
      num_D: 1
      loadSize: 32
      n_frames_total: 1
      clips_per_epoch: 2
      niter: 1
      niter_decay: 0
      """;

  @TempDir private Path dir;
  private Path run;

  @BeforeEach
  void train() throws IOException {
    run = dir.resolve("run");
    Path config = Files.writeString(dir.resolve("tiny.yaml"), CONFIG);
    Cli.run(
            "train",
            "vid2vid",
            "--config",
            config.toString(),
            "--data",
            "street:sunny",
            "--out",
            run.toString(),
            "--threads",
            "1",
            "--device",
            "cpu")
        .done();
    Cli.run(
            "dataset",
            "render",
            "street",
            "--out",
            dir.resolve("data").toString(),
            "--clips",
            "1",
            "--frames",
            "4",
            "--size",
            "32x16",
            "--layout",
            "vid2vid")
        .done();
  }

  private Path sequence(String folder) throws IOException {
    try (Stream<Path> found = Files.list(dir.resolve("data").resolve(folder))) {
      return found.findFirst().orElseThrow();
    }
  }

  private Cli.Result synthesize(Path out, String... more) throws IOException {
    List<String> args = new ArrayList<>(List.of("synthesize", "--model", run.toString()));
    args.addAll(List.of("--labels", sequence("train_A").toString()));
    args.addAll(List.of("--instances", sequence("train_inst").toString()));
    args.addAll(List.of("--out", out.toString(), "--json"));
    args.addAll(List.of(more));
    return Cli.run(args);
  }

  private Cli.Result styles(String... more) {
    List<String> args = new ArrayList<>(List.of("train", "styles", "--model", run.toString()));
    args.addAll(List.of("--data", "street:sunny", "--pictures", "6", "--clusters", "3"));
    args.addAll(List.of(more));
    return Cli.run(args);
  }

  private static List<byte[]> frames(Path folder) throws IOException {
    List<byte[]> frames = new ArrayList<>();
    for (String name : Samples.names(folder)) {
      frames.add(Files.readAllBytes(folder.resolve(name)));
    }
    return frames;
  }

  private static Path first(Path folder) throws IOException {
    return folder.resolve(Samples.names(folder).get(0));
  }

  @Test
  void theSeedChoosesAndThePictureGivesStyles() throws IOException {
    JsonObject found = styles("--json").done().json();
    assertEquals(2, found.get("channels").getAsInt());
    assertTrue(found.getAsJsonObject("styles").has("7"), "roads are large");
    assertTrue(Files.exists(run.resolve("styles.safetensors")));

    synthesize(dir.resolve("one"), "--style-seed", "1").done();
    synthesize(dir.resolve("again"), "--style-seed", "1").done();
    synthesize(dir.resolve("two"), "--style-seed", "2").done();
    List<byte[]> one = frames(dir.resolve("one"));
    List<byte[]> again = frames(dir.resolve("again"));
    List<byte[]> two = frames(dir.resolve("two"));
    assertEquals(4, one.size());
    for (int t = 0; t < one.size(); t++) {
      assertArrayEquals(one.get(t), again.get(t), "frame " + t);
      assertFalse(Arrays.equals(one.get(t), two.get(t)), "frame " + t);
    }

    JsonObject from =
        synthesize(
                dir.resolve("from"),
                "--style-from",
                first(sequence("train_B")).toString(),
                "--style-labels",
                first(sequence("train_A")).toString(),
                "--style-instances",
                first(sequence("train_inst")).toString())
            .done()
            .json();
    assertEquals(4, from.get("frames").getAsInt());
    assertFalse(Arrays.equals(one.get(0), frames(dir.resolve("from")).get(0)));
  }

  @Test
  void firstFramesOfAVideoHaveStyles() throws IOException {
    styles().done();
    Path video =
        Files.writeString(
            dir.resolve("video.yaml"), "label_nc: 35\nngf: 4\nn_downsample_G: 1\nn_blocks: 2\n");
    for (String seed : List.of("1", "2")) {
      List<String> args = new ArrayList<>(List.of("synthesize", "--random-weights"));
      args.addAll(List.of("--config", video.toString(), "--first-model", run.toString()));
      args.addAll(List.of("--labels", sequence("train_A").toString()));
      args.addAll(List.of("--instances", sequence("train_inst").toString()));
      args.addAll(List.of("--out", dir.resolve("video" + seed).toString(), "--style-seed", seed));
      Cli.run(args).done();
    }
    List<byte[]> one = frames(dir.resolve("video1"));
    assertEquals(2, one.size(), "two frames lead in");
    assertFalse(Arrays.equals(one.get(0), frames(dir.resolve("video2")).get(0)));
  }

  @Test
  void refusesWithOneLine() throws IOException {
    synthesize(dir.resolve("no")).refused(REFUSED, "train styles", "--style-from");
    synthesize(dir.resolve("no"), "--styles", run.resolve("model.safetensors").toString())
        .refused(REFUSED, "class.ID");
    synthesize(dir.resolve("no"), "--style-from", "photo.png").refused(2, "--style-labels");
    styles("--clusters", "0").refused(2, "--clusters");
    styles("--smallest", "1").refused(REFUSED, "nothing to group");
    styles("--out", dir.resolve("styles.npy").toString()).refused(REFUSED, ".safetensors");

    Path plain = dir.resolve("plain");
    Path config =
        Files.writeString(
            dir.resolve("plain.yaml"), CONFIG.replace("instance_feat: true", "use_instance: true"));
    Cli.run(
            "train",
            "vid2vid",
            "--config",
            config.toString(),
            "--data",
            "street:sunny",
            "--out",
            plain.toString(),
            "--threads",
            "1",
            "--device",
            "cpu")
        .done();
    run = plain;
    styles().refused(REFUSED, "instance_feat");
    synthesize(dir.resolve("no"), "--styles", "none.safetensors").refused(REFUSED, "sees none");
    assertFalse(Files.exists(dir.resolve("no")), "nothing is left of what failed");
  }
}
