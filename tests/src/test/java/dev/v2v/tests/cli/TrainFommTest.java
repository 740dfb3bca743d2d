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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train fomm} from its options to its files. */
class TrainFommTest {
  @TempDir private Path dir;
  private Path run;
  private String config;

  @BeforeEach
  void prepare() {
    run = dir.resolve("run");
    config = Training.config(dir, 3).toString();
  }

  private Cli.Result train(Path out, String... more) {
    return Cli.run(Training.fomm(out, more));
  }

  private Map<String, Object> logged(String kind) {
    return Training.logged(run, kind);
  }

  @Test
  void aRunLeavesAllThatItPromises() {
    Cli.Result result =
        train(
            run,
            "--config",
            config,
            "--data",
            "puppets:faces",
            "--steps",
            "4",
            "--log-every",
            "2",
            "--image-every",
            "4",
            "--checkpoint-every",
            "2",
            "--keep",
            "1",
            "--ema",
            "0.9");
    result.done();
    assertTrue(result.err().contains("train 2/4, "), result.err());
    assertTrue(result.err().contains(" left, perceptual "), result.err());
    assertFalse(result.err().contains("grad_norm"), "norms are for the log: " + result.err());
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
    assertEquals(List.of("step-000000004.safetensors"), Samples.names(run.resolve("checkpoints")));
    assertEquals(1, Samples.names(run.resolve("events")).size());
    Map<String, Object> settings = logged("settings");
    assertEquals("random", settings.get("perceptual"));
    assertEquals("fp32", settings.get("precision"));
    assertTrue(logged("train").containsKey("grad_norm.discriminator"));
    assertTrue(logged("train").containsKey("samples_per_second"));
    assertTrue((Long) logged("resources").get("peak_bytes") > 0);

    Path source = Samples.clip(dir.resolve("source"), 32, 32, 1).resolve("00000.png");
    Path driving = Samples.clip(dir.resolve("driving"), 32, 32, 2);
    Cli.run(
            "animate",
            "--config",
            run.resolve("config.yaml").toString(),
            "--checkpoint",
            run.resolve("model.safetensors").toString(),
            "--source",
            source.toString(),
            "--driving",
            driving.toString(),
            "--out",
            dir.resolve("out.gif").toString())
        .done();
    assertEquals(2, Samples.frames(dir.resolve("out.gif")).size());
  }

  @Test
  void featuresTrainedOnShapesAreNamedWhereverTheyAreUsed() {
    train(
            run,
            "--config",
            config,
            "--data",
            "puppets:faces",
            "--steps",
            "1",
            "--perceptual",
            "procedural")
        .done();
    assertEquals("procedural", logged("settings").get("perceptual"));
    assertTrue((Double) logged("train").get("perceptual") > 0);
    try (Checkpoint model = Checkpoint.open(run.resolve("model.safetensors"))) {
      assertEquals("procedural", model.metadata().get("perceptual"));
    }
  }

  @Test
  void theModelFileHoldsTheAverages() {
    train(run, "--config", config, "--data", "puppets", "--steps", "3", "--ema", "0.9").done();
    Path last = Training.checkpoint(run, 3);
    Map<String, List<Byte>> all = Training.tensors(last);
    Map<String, List<Byte>> model = Training.tensors(run.resolve("model.safetensors"));
    String key = "generator.first.conv.weight";
    assertEquals(all.get(key.replace("generator.", "generator_average.")), model.get(key));
    assertNotEquals(all.get(key), model.get(key));
    assertTrue(
        model.keySet().stream()
            .allMatch(k -> k.startsWith("generator.") || k.startsWith("kp_detector.")),
        "nothing that inference does not need: " + model.keySet());
    try (Checkpoint file = Checkpoint.open(run.resolve("model.safetensors"))) {
      assertEquals("averaged", file.metadata().get("weights"));
      assertEquals("aligned", file.metadata().get("sampling"));
    }
  }

  @Test
  void interruptedAndResumedEqualsUninterrupted() {
    String data = Training.clips(dir.resolve("clips"), 5).toString();
    String[] how = {
      "--config",
      config,
      "--data",
      data,
      "--ema",
      "0.9",
      "--clip",
      "1",
      "--seed",
      "5",
      "--hold-out",
      "0.2"
    };
    Path whole = dir.resolve("whole");
    train(whole, join(how, "--steps", "6")).done();
    train(run, join(how, "--steps", "3")).done();
    train(run, "--resume", "--steps", "6", "--workers", "2", "--checkpoint-activations").done();
    Map<String, List<Byte>> expected = Training.tensors(Training.checkpoint(whole, 6));
    Map<String, List<Byte>> resumed = Training.tensors(Training.checkpoint(run, 6));
    assertEquals(expected.keySet(), resumed.keySet());
    for (String group :
        List.of("generator", "kp_detector", "discriminator", "generator_average", "optimizer")) {
      assertTrue(
          expected.keySet().stream().anyMatch(k -> k.startsWith(group + ".")),
          group + " is in " + expected.keySet());
    }
    expected.forEach((key, bits) -> assertEquals(bits, resumed.get(key), key));
    assertEquals(
        Training.tensors(whole.resolve("model.safetensors")),
        Training.tensors(run.resolve("model.safetensors")));
    assertNotEquals(
        Training.tensors(Training.checkpoint(run, 3)).get("generator.final.bias"),
        resumed.get("generator.final.bias"));
  }

  @Test
  void float16ResumesWithItsScale() {
    String[] how = {"--config", config, "--data", "puppets", "--precision", "fp16"};
    Path whole = dir.resolve("whole");
    // The first scales are too large, so the number of steps that were left out counts.
    train(whole, join(how, "--device", "reference", "--steps", "3")).done();
    train(run, join(how, "--device", "reference", "--steps", "1")).done();
    train(run, "--resume", "--device", "reference", "--steps", "3").done();
    assertEquals(
        Training.tensors(Training.checkpoint(whole, 3)),
        Training.tensors(Training.checkpoint(run, 3)));
  }

  private static String[] join(String[] first, String... more) {
    String[] all = java.util.Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return all;
  }

  @Test
  void theConfigurationsEpochsEndARun() {
    String data = Training.clips(dir.resolve("clips"), 5).toString();
    // 4 clips to train on, 3 repeats, batches of 2, 1 epoch
    JsonObject json = train(run, "--config", config, "--data", data, "--json").json();
    assertEquals(6, json.get("steps").getAsInt());
    assertTrue(json.get("finished").getAsBoolean());
    assertEquals(6L, logged("settings").get("steps_per_epoch"));
  }

  @Test
  void timeEndsARun() {
    JsonObject json =
        train(run, "--config", config, "--data", "puppets", "--minutes", "0.01", "--json").json();
    long steps = json.get("steps").getAsLong();
    assertTrue(steps >= 1, json.toString());
    assertTrue(json.get("finished").getAsBoolean());
    assertTrue(Files.exists(Training.checkpoint(run, steps)));
  }

  @Test
  void oneVideoIsEnough() {
    Path video = Samples.clip(dir.resolve("clip.mp4"), 48, 64, 10);
    train(
            run,
            "--config",
            config,
            "--data",
            video.toString(),
            "--hold-out",
            "0.5",
            "--fit",
            "crop",
            "--steps",
            "2",
            "--cache",
            dir.resolve("cache").toString())
        .done();
    assertEquals("one clip, " + video, logged("settings").get("pairs"));
    assertEquals(1, Samples.names(dir.resolve("cache")).size());
    assertFalse(Files.exists(run.resolve("frames")));
  }

  @Test
  void nanNamesOperatorAndStep() {
    Cli.Result result =
        train(run, "--config", config, "--data", "puppets", "--steps", "5", "--lr", "1e30");
    assertEquals(1, result.code());
    String line = result.err().strip().lines().reduce((a, b) -> b).orElse("");
    assertTrue(line.startsWith("fomm: step 1: metrics must be finite, got "), line);
    assertTrue(line.contains("; first made by batch_norm_train["), line);
    assertTrue(line.contains(", activation=relu, upsample=false], called in "), line);
    assertTrue(line.contains("BatchNorm2d.forward < ConvBlock.forward < "), line);
    assertEquals(1L, logged("failure").get("step"));
    assertEquals(List.of(), Samples.names(run.resolve("checkpoints")));
  }

  @Test
  void damagedClipsAreReportedOnceAndCounted() throws IOException {
    Path data = Training.clips(dir.resolve("data/train"), 3).getParent();
    Training.clips(data.resolve("test"), 1);
    Files.writeString(data.resolve("train/broken.mp4"), "not a video");
    Cli.Result result =
        train(run, "--config", config, "--data", data.toString(), "--steps", "12", "--json");
    assertEquals(1, result.json().get("skipped").getAsJsonArray().size());
    List<String> lines = result.err().lines().filter(l -> l.contains("broken.mp4")).toList();
    assertEquals(1, lines.size(), result.err());
    assertTrue(lines.get(0).startsWith("fomm: skipped: "), result.err());
    assertTrue(result.err().contains("fomm: clips were skipped for 1 cause"), result.err());
    assertEquals(12L, logged("skipped").get("step"));
  }

  @Test
  void whatCannotBeTrainedIsRefusedInOneLine() throws IOException {
    Path missing = dir.resolve("missing");
    String puppets = "puppets";
    train(run, "--data", puppets).refused(2, "--config is needed");
    train(run, "--config", config).refused(2, "--data is needed");
    train(run, "--config", "vox", "--data", puppets).refused(4, "configuration 'vox'");
    train(run, "--config", missing + ".yaml", "--data", puppets).refused(4, "does not exist");
    train(run, "--config", config, "--data", missing.toString()).refused(4, "there is none");
    train(run, "--config", config, "--data", "puppets:cats").refused(4, "puppets:cats");
    train(run, "--config", config, "--data", puppets, "--hold-out", "0.2")
        .refused(4, "--hold-out: is for clips in files");
    train(run, "--config", config, "--data", puppets, "--hold-out", "1").refused(4, "[0, 1)");
    train(run, "--config", config, "--data", puppets, "--perceptual", "vgg")
        .refused(4, "--perceptual: must be one of [none, random, procedural, vgg19:FILE]");
    train(run, "--config", config, "--data", puppets, "--perceptual", "vgg19:" + missing)
        .refused(4, missing.toString());
    train(run, "--config", config, "--data", puppets, "--batch", "3", "--accumulate", "2")
        .refused(4, "batch_size must be a multiple of the parts, got 3 in 2");
    train(run, "--config", config, "--data", puppets, "--checkpoint-every", "soon")
        .refused(4, "interval");
    train(run, "--config", config, "--data", puppets, "--steps", "0").refused(2, "--steps");
    train(run, "--config", config, "--data", puppets, "--init", missing.toString())
        .refused(4, missing.toString());
    train(missing, "--resume").refused(4, "config.yaml", "does not exist");
    train(missing, "--resume", "--init", "x").refused(2, "--init starts a new run");
    assertFalse(Files.exists(missing));
    assertFalse(Files.exists(run), "a refused run leaves nothing");
    Files.createDirectories(dir.resolve("empty"));
    train(run, "--config", config, "--data", dir.resolve("empty").toString())
        .refused(4, "at least 2 entries");
    Path full = Files.createDirectories(dir.resolve("full"));
    Files.writeString(full.resolve("thesis.tex"), "");
    train(full, "--config", config, "--data", puppets)
        .refused(4, "a new run needs a new or empty folder, this one has thesis.tex");
    assertEquals(List.of("thesis.tex"), Samples.names(full));
  }

  @Test
  void aRunGoesOnAsItBegan() {
    train(run, "--config", config, "--data", "puppets", "--steps", "1").done();
    train(run, "--resume", "--steps", "2", "--ema", "0.5")
        .refused(4, "--resume: a run must go on as it began, with --ema 0.0, got 0.5");
    train(run, "--resume", "--steps", "2", "--precision", "bf16").refused(4, "--precision fp32");
    train(run, "--resume", "--steps", "2", "--batch", "4").refused(4, "its own configuration");
    train(run, "--resume", "--steps", "2", "--config", Training.config(dir, 4).toString())
        .refused(4, "its own configuration");
    train(run, "--resume", "--steps", "2", "--config", config, "--ema", "0").done();
    assertTrue(Files.exists(Training.checkpoint(run, 2)));
  }
}
