package dev.v2v.cli;

import dev.v2v.data.shapes.ShapeClass;
import dev.v2v.engine.Backend;
import dev.v2v.engine.InputException;
import dev.v2v.perceptual.FeatureTraining;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains the features of {@code --perceptual procedural}. */
@Command(
    name = "features",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Train small perceptual features on drawn shapes, as those of --perceptual procedural.",
      "",
      "A VGG-19 of an eighth of its width learns to tell the objects of procedural scenes by their"
          + " shape; its features are written as bfloat16, for --perceptual vgg19:FILE. With the"
          + " defaults these are the features inside the jar."
    })
final class TrainFeaturesCommand implements Callable<Integer> {
  private static final int LINES_EVERY = 100;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "A new .safetensors file.")
  private Path out;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "4000",
      description = "Steps (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "32",
      description = "Scenes in a step (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--lr",
      paramLabel = "R",
      defaultValue = "3e-3",
      description = "Highest learning rate (default: ${DEFAULT-VALUE}).")
  private double lr;

  @Option(
      names = "--side",
      paramLabel = "S",
      defaultValue = "32",
      description = "Side of a cut-out in pixels, a multiple of 16 (default: ${DEFAULT-VALUE}).")
  private int side;

  @Option(
      names = "--divisor",
      paramLabel = "D",
      defaultValue = "8",
      description = "Width: VGG-19's channels over this (default: ${DEFAULT-VALUE}).")
  private int divisor;

  @Option(
      names = "--tests",
      paramLabel = "N",
      defaultValue = "2000",
      description = "New scenes to test on, a multiple of 50 (default: ${DEFAULT-VALUE}).")
  private int tests;

  @Mixin private DeviceOptions device;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() {
    Path folder = out.toAbsolutePath().getParent();
    if (!out.toString().endsWith(".safetensors") || Files.exists(out)) {
      throw new InputException(out + ": expected the name of a new .safetensors file");
    }
    if (!Files.isWritable(folder)) { // or minutes of training would be for nothing
      throw new InputException(out + ": expected an existing folder that can be written to");
    }
    FeatureTraining.Settings settings =
        new FeatureTraining.Settings(device.seed(), steps, batch, lr, side, divisor, tests);
    if (device.precision() != DeviceOptions.Precision.FP32) {
      throw new InputException(
          "--precision: features are trained in fp32, got " + device.precision());
    }
    Backend backend = device.open();
    double accuracy;
    try (ProgressBar bar = Terminal.bar("features", "steps", steps)) {
      accuracy =
          new FeatureTraining(backend, settings).run(out, (done, loss) -> show(bar, done, loss));
    }
    report(accuracy);
    return ExitCode.DONE;
  }

  private void show(ProgressBar bar, int done, double loss) {
    if (bar != null) {
      bar.step();
    } else if (done % LINES_EVERY == 0) {
      System.err.printf(Locale.ROOT, "features: step %d of %d, loss %.4f%n", done, steps, loss);
    }
  }

  private void report(double accuracy) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("out", out.toString());
    json.put("tests", tests);
    json.put("accuracy", accuracy);
    output.print(
        json,
        String.format(
            Locale.ROOT,
            "%s: the shape of %.1f %% of %d new objects is told right (by chance: %.1f %%)",
            out,
            100 * accuracy,
            tests,
            100.0 / ShapeClass.objects().size()));
  }
}
