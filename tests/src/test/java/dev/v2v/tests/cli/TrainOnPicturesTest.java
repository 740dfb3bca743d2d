package dev.v2v.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.v2v.media.RgbFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train vid2vid} with pictures in place of label maps, of folders and of one video. */
class TrainOnPicturesTest {
  private static final String CONFIG =
      """
      label_nc: 0
      input_nc: 1
      no_first_img: true
      ngf: 4
      n_downsample_G: 1
      n_blocks: 2
      ndf: 4
      n_layers_D: 1
      num_D: 1
      n_frames_D: 2
      loadSize: 40
      size_multiple: 8
      edge_sigma: 0.7
      n_frames_total: 2
      max_frames_per_gpu: 2
      clips_per_epoch: 2
      niter: 2
      niter_decay: 0
      """;

  @TempDir private Path dir;
  private Path run;
  private Path config;
  private Path clip;

  @BeforeEach
  void prepare() throws IOException {
    run = dir.resolve("run");
    config = Files.writeString(dir.resolve("tiny.yaml"), CONFIG);
    clip = Samples.clip(Files.createDirectory(dir.resolve("clip")), 80, 48, 12);
  }

  private Cli.Result train(Path out, Path options, String... more) {
    List<String> args =
        new ArrayList<>(List.of("train", "vid2vid", "--out", out.toString(), "--threads", "1"));
    args.addAll(List.of("--device", "cpu", "--config", options.toString()));
    args.addAll(List.of(more));
    return Cli.run(args);
  }

  /** Edges and flow are made once, and what is held out is measured and synthesized. */
  @Test
  void aVideoIsLearntFromItsEdges() throws IOException {
    String[] how = {"--data", clip.toString(), "--input", "edges", "--hold-out", "0.4"};
    train(run, config, join(how, "--steps", "2", "--image-every", "1")).done();
    assertTrue(Training.logged(run, "settings").get("clips").toString().contains("by its edges"));
    Path data = run.resolve("data");
    assertEquals(7, Samples.names(data.resolve("train_A/clip")).size());
    assertEquals(5, Samples.names(data.resolve("test_A/clip")).size());
    RgbFrame edges = Samples.frames(data.resolve("train_A/clip")).get(0);
    assertEquals(List.of(40, 24), List.of(edges.width(), edges.height()));
    int white = 0;
    for (byte value : edges.data()) {
      assertTrue(value == 0 || value == -1, "black or white");
      white += value & 1;
    }
    assertTrue(white > 3 * 20, white + " bright values");
    assertTrue(Samples.names(data.resolve("train_flow/clip")).size() >= 6, "flow to frames before");

    FileTime made = Files.getLastModifiedTime(data.resolve("train_flow"));
    Files.delete(clip.resolve(Samples.names(clip).get(3))); // not needed any more
    train(run, config, "--resume", "--steps", "4").done();
    assertEquals(made, Files.getLastModifiedTime(data.resolve("train_flow")));

    JsonObject rows =
        Cli.run(
                "evaluate",
                "vid2vid",
                "--model",
                run.toString(),
                "--data",
                data.toString(),
                "--begin",
                "alone",
                "--json")
            .json()
            .getAsJsonObject("rows");
    assertTrue(rows.getAsJsonObject("run").get("l1").getAsDouble() > 0);
    assertTrue(rows.getAsJsonObject("recorded").get("warp_error").getAsDouble() >= 0);
    Path out = dir.resolve("out");
    Cli.run(
            "synthesize",
            "--model",
            run.toString(),
            "--labels",
            data.resolve("test_A/clip").toString(),
            "--out",
            Files.createDirectory(out).toString())
        .done();
    assertEquals(3, Samples.names(out).size());
  }

  @Test
  void interruptedAndResumedEqualsUninterrupted() {
    String[] how = {"--data", clip.toString(), "--input", "edges", "--ema", "0.9"};
    Path whole = dir.resolve("whole");
    train(whole, config, join(how, "--steps", "4")).done();
    train(run, config, join(how, "--steps", "2")).done();
    train(run, config, "--resume", "--steps", "4").done();
    assertEquals(
        Training.tensors(Training.checkpoint(whole, 4)),
        Training.tensors(Training.checkpoint(run, 4)));
  }

  @Test
  void whatAVideoHoldsOutIsMeasuredWithoutItsRun() throws IOException {
    train(run, config, "--data", clip.toString(), "--input", "edges", "--steps", "1").done();
    Path report = dir.resolve("report");
    String[] how = {"evaluate", "vid2vid", "--model", run.toString(), "--data", clip.toString()};
    JsonObject measured =
        Cli.run(
                join(
                    how,
                    "--input",
                    "edges",
                    "--hold-out",
                    "0.4",
                    "--out",
                    report.toString(),
                    "--json"))
            .json();
    assertEquals(40, measured.get("width").getAsInt());
    assertTrue(Files.isDirectory(report.resolve("data/test_flow")));
    Cli.run(join(how, "--input", "edges")).refused(2, "--hold-out");
    Cli.run(join(how, "--input", "edges", "--hold-out", "0.5", "--out", report.toString()))
        .refused(4, "found what was made from clip, held out 0.4");
  }

  /** A folder of colour pictures beside photographs, without flow. */
  @Test
  void flowThatAFolderLacksIsEstimatedOnce() throws IOException {
    Path data = dir.resolve("data");
    for (String tree : new String[] {"train_A", "train_B", "test_A", "test_B"}) {
      Files.createDirectories(data.resolve(tree));
      Samples.clip(Files.createDirectory(data.resolve(tree).resolve("one")), 40, 24, 5);
    }
    Path colors = Files.writeString(dir.resolve("c.yaml"), CONFIG.replace("nc: 1", "nc: 3"));
    train(run, colors, "--data", data.toString(), "--steps", "1").done();
    assertTrue(
        Training.logged(run, "settings").get("clips").toString().endsWith(", flow estimated"));
    List<String> flow = Samples.names(run.resolve("flow/train/one"));
    assertEquals(2 * 4, flow.size(), flow::toString);
    assertFalse(Files.exists(data.resolve("train_flow")), "the data set is left as it is");
    Path first = run.resolve("flow/train/one").resolve(flow.get(0));
    FileTime made = Files.getLastModifiedTime(first);
    Files.delete(run.resolve("flow/train/one").resolve(flow.get(6))); // as if interrupted before
    train(run, colors, "--resume", "--steps", "2").done();
    assertEquals(made, Files.getLastModifiedTime(first));
    assertEquals(flow, Samples.names(run.resolve("flow/train/one")));
    Cli.run("evaluate", "vid2vid", "--model", run.toString(), "--data", data.toString()).done();

    Files.delete(data.resolve("train_A/one").resolve(flow.get(0).replaceAll("_b.*", ".png")));
    train(dir.resolve("gap"), colors, "--data", data.toString()).refused(4, "train_A", "4");
  }

  @Test
  void picturesMustBeAsManyAndAsLargeAsPhotographs() throws IOException {
    Path data = dir.resolve("data");
    Files.createDirectories(data.resolve("train_A"));
    Files.createDirectories(data.resolve("train_B"));
    Path maps = Samples.clip(Files.createDirectory(data.resolve("train_A/one")), 40, 24, 5);
    Path photos = Samples.clip(Files.createDirectory(data.resolve("train_B/one")), 80, 24, 4);
    train(run, config, "--data", data.toString())
        .refused(4, photos + ": expected as many frames as " + maps + " has, 5, found 4");
    Files.delete(maps.resolve(Samples.names(maps).get(4)));
    train(run, config, "--data", data.toString())
        .refused(4, photos.toString(), "expected 40x24", "got 80x24");
  }

  @Test
  void whatDoesNotFitIsRefusedInOneLine() throws IOException {
    String[] edges = {"--data", clip.toString(), "--input", "edges"};
    String missing = dir.resolve("missing.mp4").toString();
    train(run, config, "--data", missing, "--input", "edges").refused(4, missing, "there is none");
    train(run, config, "--data", clip.resolve(Samples.names(clip).get(0)).toString())
        .refused(4, "train_A", "--input edges");
    train(run, config, "--data", "street", "--input", "edges").refused(4, "is for videos");
    train(run, config, "--data", clip.toString(), "--hold-out", "0.3").refused(4, "--hold-out");
    train(run, config, join(edges, "--hold-out", "1")).refused(4, "must be in [0, 1), got 1.0");
    train(run, config, join(edges, "--init", missing)).refused(4, missing);
    train(run, config, join(edges, "--hold-out", "0.9")).refused(4, "training needs two frames");
    train(run, config, "--data", "street").refused(4, "this model takes pictures (label_nc 0)");
    refused("label_nc: 0", "label_nc: 2", "need label_nc 0; this model takes 2 classes");
    refused("input_nc: 1", "input_nc: 5", "input_nc 5");
    refused("size_multiple: 8", "size_multiple: 6", "multiples of 4, 8, 12");
    String odd =
        CONFIG.replace("loadSize: 40", "loadSize: 36").replace("multiple: 8", "multiple: 4");
    refusedAs(odd.replace("n_downsample_G: 1", "n_downsample_G: 3"), "multiples of 8", "36x20");
    refused("edge_sigma: 0.7", "edge_sigma: -1", "sigma must be 0..20");
    assertFalse(Files.exists(run), "a refused run leaves nothing");
  }

  private void refused(String option, String other, String part) throws IOException {
    refusedAs(CONFIG.replace(option, other), part);
  }

  private void refusedAs(String text, String... parts) throws IOException {
    Path odd = Files.writeString(dir.resolve("odd.yaml"), text);
    train(run, odd, "--data", clip.toString(), "--input", "edges").refused(4, parts);
  }

  private static String[] join(String[] first, String... more) {
    String[] all = java.util.Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return all;
  }
}
