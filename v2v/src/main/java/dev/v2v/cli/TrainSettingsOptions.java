package dev.v2v.cli;

import dev.v2v.config.YamlFile;
import dev.v2v.data.ClipCut;
import dev.v2v.data.HoldOut;
import dev.v2v.engine.InputException;
import dev.v2v.engine.op.optim.AdamStep.Epsilon;
import dev.v2v.fomm.run.RunSettings;
import dev.v2v.fomm.training.TrainerSettings;
import dev.v2v.media.Fit;
import dev.v2v.perceptual.PerceptualFeatures;
import dev.v2v.train.RunFolder;
import picocli.CommandLine.Option;

/** Options that decide what a training computes, beside its configuration. */
final class TrainSettingsOptions {
  @Option(
      names = "--data",
      paramLabel = "D",
      description =
          "puppets, puppets:faces or puppets:figures (procedural), a folder of clips (videos, GIFs,"
              + " folders of frames, strips of frames), or one video.")
  private String data;

  @Option(
      names = "--clip-length",
      paramLabel = "T",
      defaultValue = "0",
      description =
          "Cut clips of files into pieces of T frames or a little more; the frames of a pair are"
              + " then of one piece (default: leave them whole).")
  private int clipLength;

  @Option(
      names = "--hold-out",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Share of each clip or piece, at its end, that is never shown (default: 0).")
  private double holdOut;

  @Option(
      names = "--fit",
      paramLabel = "F",
      defaultValue = "resize",
      description =
          "How frames get the model's size: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Fit fit;

  @Option(
      names = "--perceptual",
      paramLabel = "F",
      defaultValue = "random",
      description =
          "Features that the perceptual loss compares: none (pixels instead), random,"
              + " procedural (trained on drawn shapes), or vgg19:FILE with torchvision's weights"
              + " (default: ${DEFAULT-VALUE}).")
  private String perceptual;

  @Option(
      names = "--sampling",
      paramLabel = "S",
      defaultValue = "aligned",
      description =
          "Corners in grid sampling: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private FommOptions.Sampling sampling;

  @Option(
      names = "--accumulate",
      paramLabel = "N",
      defaultValue = "1",
      description = "Compute a batch in N parts, for less memory (default: ${DEFAULT-VALUE}).")
  private int accumulate;

  @Option(
      names = "--ema",
      paramLabel = "DECAY",
      defaultValue = "0",
      description = "Decay of a moving average of the weights; 0 for none (default).")
  private double ema;

  @Option(
      names = "--clip",
      paramLabel = "NORM",
      defaultValue = "0",
      description = "Bound of each network's gradient norm; 0 for none (default).")
  private double clip;

  boolean hasData() {
    return data != null;
  }

  /** The settings of a new run. */
  RunSettings of(DeviceOptions device) {
    return new RunSettings(
        data,
        new ClipCut(clipLength),
        new HoldOut(holdOut),
        fit,
        PerceptualFeatures.of(perceptual),
        sampling == FommOptions.Sampling.ALIGNED,
        new TrainerSettings(
            device.precision().dtype(),
            device.seed(),
            accumulate,
            clip,
            ema,
            Epsilon.AFTER_CORRECTION));
  }

  /**
   * The settings of the run in a folder.
   *
   * @throws InputException if there is none, or an option that was given asks for something else
   */
  RunSettings resumed(TrainRunOptions run, DeviceOptions device) {
    RunSettings kept = RunSettings.of(YamlFile.read(RunFolder.settings(run.out())));
    return kept.resumedWith(of(device), run.given());
  }
}
