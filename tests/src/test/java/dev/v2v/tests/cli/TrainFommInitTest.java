package dev.v2v.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train fomm --init}: what a training starts from. */
class TrainFommInitTest {
  @TempDir private Path dir;
  private Path run;
  private String config;

  @BeforeEach
  void prepare() {
    run = dir.resolve("run");
    config = Training.config(dir, 3).toString();
  }

  private static Cli.Result train(Path out, String... more) {
    return Cli.run(Training.fomm(out, more));
  }

  @Test
  void trainingStartsFromWeightsOfAnyKind() {
    train(run, "--config", config, "--data", "puppets", "--steps", "2").done();
    Path second = dir.resolve("second");
    String init = Training.checkpoint(run, 2).toString();
    train(second, "--config", config, "--data", "puppets", "--steps", "1", "--lr", "1e-30").done();
    assertNotEquals(weights(run, 2), weights(second, 1));
    Path third = dir.resolve("third");
    // At this rate a step changes no bit, so the weights are those it started from.
    train(
            third,
            "--config",
            config,
            "--data",
            "puppets",
            "--steps",
            "1",
            "--lr",
            "1e-30",
            "--init",
            init)
        .done();
    assertEquals(weights(run, 2), weights(third, 1));
    assertEquals(
        Training.tensors(Training.checkpoint(run, 2)).get("discriminator.discs.1.conv.bias"),
        Training.tensors(Training.checkpoint(third, 1)).get("discriminator.discs.1.conv.bias"));
    Path other = Training.config(dir, 4);
    train(
            dir.resolve("other"),
            "--config",
            other.toString(),
            "--data",
            "puppets",
            "--steps",
            "1",
            "--init",
            init)
        .refused(4, init + ": generator does not fit the configuration", "mismatched");
  }

  private static List<Byte> weights(Path of, long step) {
    return Training.tensors(Training.checkpoint(of, step)).get("generator.first.conv.weight");
  }

  @Test
  void initIgnoresKernelsThatFollowFromTheConfiguration() throws IOException {
    train(run, "--config", config, "--data", "puppets", "--steps", "1").done();
    Path quarter = dir.resolve("quarter.yaml");
    Files.writeString(
        quarter,
        Files.readString(Path.of(config)).replace("scale_factor: 0.5", "scale_factor: 0.25"));
    train(
            dir.resolve("second"),
            "--config",
            quarter.toString(),
            "--data",
            "puppets",
            "--steps",
            "1",
            "--init",
            run.resolve("model.safetensors").toString())
        .done();
  }

  @Test
  void initReadsTheAuthorsFiles() throws IOException {
    Path golden = dir.resolve("golden.yaml");
    Files.writeString(golden, Files.readString(Samples.CONFIG) + "\n");
    train(
            run,
            "--config",
            golden.toString(),
            "--data",
            "puppets",
            "--steps",
            "1",
            "--batch",
            "1",
            "--init",
            Samples.CHECKPOINT.toString())
        .done();
    assertEquals(Samples.CHECKPOINT.toString(), Training.logged(run, "settings").get("init"));
  }
}
