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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of label maps, trained and measured, and a video that goes on into what it predicts. */
class PredictionTest {
  private static final int REFUSED = 4;
  private static final int FRAMES = 5;
  private static final String CONFIG =
      """
      label_nc: 35
      predict_labels: true
      ngf: 4
      n_downsample_G: 1
      n_blocks: 2
      ndf: 4
      n_layers_D: 1
      num_D: 1
      n_frames_D: 2
      n_scales_temporal: 1
      loadSize: 32
      n_frames_total: 2
      max_frames_per_gpu: 2
      clips_per_epoch: 2
      niter: 1
      niter_decay: 0
      """;

  private static final String IMAGES =
      """
      label_nc: 35
      use_instance: true
      no_first_img: true
      ngf: 4
      n_downsample_G: 1
      n_blocks: 2
      """;

  @TempDir private Path dir;
  private Path run;
  private Path images;

  @BeforeEach
  void train() throws IOException {
    run = dir.resolve("run");
    Path config = Files.writeString(dir.resolve("labels.yaml"), CONFIG);
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
    images = Files.writeString(dir.resolve("images.yaml"), IMAGES);
    Cli.run(
            "dataset",
            "render",
            "street",
            "--out",
            dir.resolve("data").toString(),
            "--clips",
            "1",
            "--frames",
            Integer.toString(FRAMES),
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
    List<String> args = new ArrayList<>(List.of("synthesize", "--random-weights"));
    args.addAll(List.of("--config", images.toString()));
    args.addAll(List.of("--labels", sequence("train_A").toString()));
    args.addAll(List.of("--instances", sequence("train_inst").toString()));
    args.addAll(List.of("--out", out.toString()));
    args.addAll(List.of(more));
    return Cli.run(args);
  }

  @Test
  void aVideoGoesOnAfterItsLabelsEnd() throws IOException {
    Path given = dir.resolve("given");
    Path longer = dir.resolve("longer");
    Path labels = dir.resolve("labels");
    synthesize(given).done();
    JsonObject json =
        synthesize(
                longer,
                "--predict",
                "3",
                "--predictor",
                run.toString(),
                "--save-labels",
                labels.toString(),
                "--json")
            .json();
    assertEquals(FRAMES - 2 + 3, json.get("frames").getAsInt());
    assertEquals(FRAMES - 2 + 3, Samples.names(labels).size());
    for (String name : Samples.names(given)) {
      assertArrayEquals(
          Files.readAllBytes(given.resolve(name)), Files.readAllBytes(longer.resolve(name)), name);
    }
    Path earlier = dir.resolve("earlier");
    synthesize(earlier, "--frames", "4", "--predict", "1", "--predictor", run.toString()).done();
    assertEquals(3, Samples.names(earlier).size(), "four given and one predicted, two lead in");
  }

  @Test
  void predictionsAreMeasuredBesideTheLastMap() {
    List<String> args = new ArrayList<>(List.of("evaluate", "prediction", "--model"));
    args.addAll(List.of(run.toString(), "--data", "street:sunny", "--clips", "2", "--ahead", "3"));
    args.add("--json");
    JsonObject json = Cli.run(args).json();
    assertEquals(3, json.getAsJsonArray("rows").size());
    double near = copied(json, 0);
    double far = copied(json, 2);
    assertTrue(near > far && far > 0.3, "the street moves on: " + near + ", then " + far);
    assertTrue(Files.exists(run.resolve("model.safetensors")));
  }

  private static double copied(JsonObject json, int row) {
    return json.getAsJsonArray("rows")
        .get(row)
        .getAsJsonObject()
        .get("copy_accuracy")
        .getAsDouble();
  }

  @Test
  void refusesWithOneLine() throws IOException {
    Path out = dir.resolve("none.mp4");
    synthesize(out, "--predict", "3").refused(2, "--predictor");
    synthesize(out, "--predict", "0", "--predictor", run.toString()).refused(2, "--predict");
    synthesize(out, "--frames", "2", "--predict", "1", "--predictor", run.toString())
        .refused(REFUSED, "needs 3 label maps, got 2");
    Path other = Files.createDirectory(dir.resolve("other"));
    Files.copy(images, other.resolve("config.yaml"));
    synthesize(out, "--predict", "1", "--predictor", other.toString())
        .refused(REFUSED, "predict_labels");
    List<String> args = new ArrayList<>(List.of("synthesize", "--model", run.toString()));
    args.addAll(List.of("--labels", sequence("train_A").toString(), "--out", out.toString()));
    Cli.run(args).refused(REFUSED, "--predictor takes it");
    Cli.run("evaluate", "vid2vid", "--model", run.toString(), "--data", "street")
        .refused(REFUSED, "evaluate prediction");
    assertFalse(Files.exists(out), "nothing is left of what failed");
  }
}
