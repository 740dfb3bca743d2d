package dev.v2v.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.v2v.nn.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train features}, and a training that uses what it made. */
class TrainFeaturesTest {
  private static final int REFUSED = 4;

  @TempDir private Path dir;

  private Cli.Result features(Path out, String... more) {
    List<String> args = new ArrayList<>(List.of("train", "features", "--out", out.toString()));
    args.addAll(List.of("--device", "cpu", "--threads", "1"));
    args.addAll(List.of(more));
    return Cli.run(args);
  }

  @Test
  void aModelTrainsWithTheFeaturesOfTheFile() {
    Path file = dir.resolve("features.safetensors");
    String[] few = {"--steps=3", "--batch=4", "--side=16", "--divisor=16", "--tests=50", "--json"};
    JsonObject told = features(file, few).json();
    assertEquals(50, told.get("tests").getAsInt());
    double accuracy = told.get("accuracy").getAsDouble();
    assertTrue(accuracy >= 0 && accuracy <= 1, "accuracy: " + accuracy);
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      assertTrue(checkpoint.metadata().get("settings").contains("steps=3"));
    }

    Path run = dir.resolve("run");
    Path config = Training.config(dir, 2);
    String[] settings = {
      "--config",
      config.toString(),
      "--data",
      "puppets:faces",
      "--steps",
      "1",
      "--perceptual",
      "vgg19:" + file
    };
    Cli.run(Training.fomm(run, settings)).done();
    try (Checkpoint model = Checkpoint.open(run.resolve("model.safetensors"))) {
      assertEquals("vgg19:" + file, model.metadata().get("perceptual"));
    }
  }

  @Test
  void whatCannotBeMadeIsRefusedBeforeTraining() throws IOException {
    Path file = dir.resolve("features.safetensors");
    features(dir.resolve("features.bin")).refused(REFUSED, "features.bin", "new .safetensors file");
    features(dir.resolve("none").resolve("f.safetensors")).refused(REFUSED, "existing folder");
    features(file, "--side", "24").refused(REFUSED, "side must be a multiple of 16, got 24");
    features(file, "--lr", "0").refused(REFUSED, "rate must be between 0 and 1, got 0");
    features(file, "--precision", "bf16").refused(REFUSED, "fp32");
    assertTrue(Files.notExists(file));
    Files.createFile(file);
    features(file).refused(REFUSED, "new .safetensors file");
  }
}
