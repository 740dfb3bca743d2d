package dev.v2v.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.v2v.nn.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train vid2vid} and {@code evaluate vid2vid} from their options to their files. */
class TrainVid2vidTest {
  private static final String CONFIG =
      """
      label_nc: 35
      use_instance: true
      no_first_img: true
      real_first_img: 0.5
      ngf: 4
      n_downsample_G: 1
      n_blocks: 2
      n_blocks_local: 1
      n_scales_spatial: 2
      ndf: 4
      n_layers_D: 1
      num_D: 1
      n_frames_D: 2
      loadSize: 32
      n_frames_total: 2
      max_frames_per_gpu: 2
      niter_step: 1
      clips_per_epoch: 2
      niter: 1
      niter_decay: 2
      """;

  /** What makes single images of it. */
  private static final List<String> PER_FRAME =
      List.of("n_scales_spatial=1", "n_frames_G=1", "no_flow=true", "n_scales_temporal=0");

  @TempDir private Path dir;
  private Path run;
  private String config;

  @BeforeEach
  void prepare() throws IOException {
    run = dir.resolve("run");
    config = Files.writeString(dir.resolve("tiny.yaml"), CONFIG).toString();
  }

  private static Cli.Result train(Path out, String... more) {
    List<String> args =
        new ArrayList<>(List.of("train", "vid2vid", "--out", out.toString(), "--threads", "1"));
    args.addAll(List.of("--device", "cpu"));
    args.addAll(List.of(more));
    return Cli.run(args);
  }

  private Map<String, Object> logged(String kind) {
    return Training.logged(run, kind);
  }

  /** A small data set in vid2vid's layout. */
  private Path streets(int frames) {
    Path data = dir.resolve("streets-" + frames);
    Cli.run(
            "dataset",
            "render",
            "street",
            "--out",
            data.toString(),
            "--clips",
            "2",
            "--frames",
            Integer.toString(frames),
            "--size",
            "64x32",
            "--flow",
            "--layout",
            "vid2vid")
        .done();
    return data;
  }

  @Test
  void aRunGoesThroughItsEpochsAndMakesVideos() {
    Cli.Result result =
        train(
            run,
            "--config",
            config,
            "--data",
            "street:sunny",
            "--log-every",
            "2",
            "--image-every",
            "4",
            "--ema",
            "0.9");
    result.done();
    assertTrue(result.err().contains("train 6/6, "), result.err());
    assertEquals(
        List.of(
            "checkpoints",
            "config.yaml",
            "events",
            "images",
            "log.jsonl",
            "model.safetensors",
            "run.lock",
            "settings.yaml"),
        Samples.names(run));
    assertEquals(List.of("step-000000004.png"), Samples.names(run.resolve("images")));
    Map<String, Object> settings = logged("settings");
    assertEquals("procedural", settings.get("perceptual"));
    assertEquals("procedural streets, street:sunny", settings.get("clips"));
    assertTrue(logged("train").containsKey("G_T_GAN0"), "of video, too");
    try (Checkpoint model = Checkpoint.open(run.resolve("model.safetensors"))) {
      assertEquals("averaged", model.metadata().get("weights"));
      assertTrue(
          model.stateDict().keySet().stream().allMatch(k -> k.matches("netG[01]\\..*")),
          "nothing that synthesis does not need");
    }

    Path data = streets(6);
    for (Path model : List.of(run, run.resolve("model.safetensors"))) {
      Path out = dir.resolve("out-" + model.getFileName() + ".gif");
      Cli.run(
              "synthesize",
              "--model",
              model.toString(),
              "--labels",
              data.resolve("test_A/street0000").toString(),
              "--instances",
              data.resolve("test_inst/street0000").toString(),
              "--out",
              out.toString())
          .done();
      assertEquals(4, Samples.frames(out).size());
    }
  }

  @Test
  void interruptedAndResumedEqualsUninterrupted() {
    String[] how = {"--config", config, "--data", streets(6).toString(), "--seed", "5"};
    Path whole = dir.resolve("whole");
    train(whole, join(how, "--steps", "4", "--clip", "1", "--ema", "0.9")).done();
    train(run, join(how, "--steps", "2", "--clip", "1", "--ema", "0.9")).done();
    train(run, "--resume", "--steps", "4", "--workers", "2").done();
    Map<String, List<Byte>> expected = Training.tensors(Training.checkpoint(whole, 4));
    Map<String, List<Byte>> resumed = Training.tensors(Training.checkpoint(run, 4));
    assertEquals(expected.keySet(), resumed.keySet());
    for (String group : List.of("netG0", "netG1", "netD", "netD_T0", "netG1_average")) {
      assertTrue(
          expected.keySet().stream().anyMatch(k -> k.startsWith(group + ".")),
          group + " is in " + expected.keySet());
    }
    expected.forEach((key, bits) -> assertEquals(bits, resumed.get(key), key));
    String key = "netG0.model_down_seg.1.weight";
    assertNotEquals(Training.tensors(Training.checkpoint(run, 2)).get(key), resumed.get(key));
  }

  @Test
  void activationsThatAreComputedAgainChangeNoMoreThanRounding() {
    String[] how = {"--config", config, "--data", "street", "--steps", "1", "--json"};
    JsonObject kept = train(dir.resolve("kept"), how).json().getAsJsonObject("losses");
    JsonObject again =
        train(run, join(how, "--checkpoint-activations")).json().getAsJsonObject("losses");
    for (String loss : kept.keySet()) {
      double expected = kept.get(loss).getAsDouble();
      assertEquals(expected, again.get(loss).getAsDouble(), 1e-4 * Math.abs(expected), loss);
    }
  }

  @Test
  void modelsAreComparedOnTheSameFrames() throws IOException {
    train(run, "--config", config, "--data", "street", "--steps", "1").done();
    Path perFrame = dir.resolve("per-frame");
    List<String> single = new ArrayList<>();
    PER_FRAME.forEach(change -> single.addAll(List.of("--set", change)));
    String[] how = {"--config", config, "--data", "street", "--steps", "1"};
    train(perFrame, join(how, single.toArray(String[]::new))).done();
    assertTrue(Files.readString(perFrame.resolve("config.yaml")).contains("n_frames_G: 1"));
    train(perFrame, "--resume", "--set", "n_frames_G=3").refused(4, "--set ask for another");
    Path report = dir.resolve("report");
    JsonObject rows =
        Cli.run(
                "evaluate",
                "vid2vid",
                "--model",
                run.toString(),
                "--model",
                perFrame.resolve("model.safetensors").toString(),
                "--data",
                "street:dusk",
                "--clips",
                "1",
                "--out",
                report.toString(),
                "--json")
            .json()
            .getAsJsonObject("rows");
    assertEquals(
        List.of("run", "model", "last given frame", "recorded"), List.copyOf(rows.keySet()));
    assertEquals(0.0, rows.getAsJsonObject("recorded").get("l1").getAsDouble());
    assertTrue(rows.getAsJsonObject("recorded").get("psnr_db").isJsonNull(), "infinite");
    for (String name : rows.keySet()) {
      assertTrue(rows.getAsJsonObject(name).get("warp_error").getAsDouble() > 0, name);
    }
    assertTrue(rows.getAsJsonObject("run").get("l1").getAsDouble() > 0);
    assertEquals(
        List.of("clips.mp4", "clips.png", "report.json", "report.md"), Samples.names(report));
    assertEquals(28, Samples.frames(report.resolve("clips.mp4")).size());
  }

  @Test
  void aRunStartsFromTheCoarserScalesOfAnother() throws IOException {
    String coarse = CONFIG.replace("n_scales_spatial: 2\n", "");
    Path one = Files.writeString(dir.resolve("one.yaml"), coarse);
    Path first = dir.resolve("first");
    train(first, "--config", one.toString(), "--data", "street", "--steps", "1").done();
    Path fixed = Files.writeString(dir.resolve("two.yaml"), CONFIG + "niter_fix_global: 1\n");
    train(
            run,
            "--config",
            fixed.toString(),
            "--data",
            "street",
            "--steps",
            "1",
            "--init",
            first.resolve("model.safetensors").toString())
        .done();
    String key = "netG0.model_down_seg.1.weight";
    assertEquals(
        Training.tensors(first.resolve("model.safetensors")).get(key),
        Training.tensors(run.resolve("model.safetensors")).get(key),
        "the coarse scale is fixed at first");
  }

  @Test
  void whatCannotBeTrainedIsRefusedInOneLine() throws IOException {
    String missing = dir.resolve("missing").toString();
    train(run, "--data", "street").refused(2, "--config is needed");
    train(run, "--config", config).refused(2, "--data is needed");
    train(run, "--config", config, "--data", missing).refused(4, "train_A", "there is none");
    train(run, "--config", config, "--data", "street", "--set", "ngf")
        .refused(2, "KEY=VALUE", "ngf");
    train(run, "--config", config, "--data", "street", "--set", "ngf=[")
        .refused(4, "--set: expected a YAML document");
    train(run, "--config", config, "--data", "street", "--set", "ngf=0")
        .refused(4, "ngf must be an integer from 1 to", "got the number 0");
    train(run, "--config", config, "--data", "street", "--set", "no_flw=true")
        .refused(4, "one that such a model reads, got no_flw");
    train(run, "--config", config, "--data", "street:snow").refused(4, "street:snow", "sunny");
    Path odd = Files.writeString(dir.resolve("odd.yaml"), CONFIG.replace("32", "36"));
    train(run, "--config", odd.toString(), "--data", "street")
        .refused(4, "multiples of 4", "36x18");
    Path few = Files.writeString(dir.resolve("few.yaml"), CONFIG.replace("35", "20"));
    train(run, "--config", few.toString(), "--data", "street")
        .refused(4, "label_nc must be at least 35, got 20");
    train(run, "--config", config, "--data", streets(2).toString())
        .refused(4, "clips must have at least 3 frames", "the shortest has 2");
    train(run, "--config", config, "--data", "street", "--init", missing).refused(4, missing);
    assertFalse(Files.exists(run), "a refused run leaves nothing");
    train(run, "--config", config, "--data", "street", "--steps", "1").done();
    train(run, "--resume", "--ema", "0.5").refused(4, "with --ema 0.0, got 0.5");
    train(run, "--resume", "--config", odd.toString()).refused(4, "its own configuration");
    Cli.run("evaluate", "vid2vid", "--model", missing, "--data", "street")
        .refused(4, "expected config.yaml or opt.txt");
  }

  private static String[] join(String[] first, String... more) {
    String[] all = java.util.Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return all;
  }
}
