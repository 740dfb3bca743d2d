package dev.v2v.cli;

import dev.v2v.config.ConfigNode;
import dev.v2v.config.YamlFile;
import dev.v2v.data.HoldOut;
import dev.v2v.engine.Backend;
import dev.v2v.engine.InputException;
import dev.v2v.perceptual.PerceptualFeatures;
import dev.v2v.train.RunFolder;
import dev.v2v.vid2vid.Vid2vidPresets;
import dev.v2v.vid2vid.run.InputKind;
import dev.v2v.vid2vid.run.RunSettings;
import dev.v2v.vid2vid.run.TrainRequest;
import dev.v2v.vid2vid.run.Vid2vidTraining;
import dev.v2v.vid2vid.training.TrainerSettings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a vid2vid model. */
@Command(
    name = "vid2vid",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Train a model that makes videos from label maps, edges or poses, on clips in vid2vid's"
          + " layout, one video or procedural streets. A step is a batch of clips."
    },
    footer = {
      "",
      "Examples:",
      "  v2v-engine train vid2vid --config my.yaml --data street:sunny --out run",
      "  v2v-engine train vid2vid --config my.yaml --set no_flow=true --data street --out run",
      "  v2v-engine train vid2vid --config street-512 --data Cityscapes --perceptual vgg19:FILE \\",
      "      --out run",
      "  v2v-engine train vid2vid --config v2v/models/edges-128.yaml --data clip.mp4 \\",
      "      --input edges --hold-out 0.33 --minutes 30 --out run",
      "  v2v-engine train vid2vid --resume --out run"
    })
final class TrainVid2vidCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "C",
      description = "A .yaml file, an opt.txt of the authors, or a preset such as street-512.")
  private String config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Another value for a key of the configuration, such as no_flow=true or fg_labels=[26]."
              + " More than one are fine.")
  private List<String> changes = List.of();

  @Option(
      names = "--data",
      paramLabel = "D",
      description =
          "street or street:WEATHER (procedural; sunny, overcast, autumn, dusk or night), dancers,"
              + " talking-faces; a folder with train_A, train_B, train_inst and train_flow"
              + " (estimated if it is not there), or of poses or faces; or a video with --input"
              + " edges.")
  private String data;

  @Option(
      names = "--input",
      paramLabel = "I",
      defaultValue = "maps",
      description =
          "What the model is told of frames: maps, those of the data; edges, of a video's own"
              + " frames, as pictures (label_nc 0) (default: ${DEFAULT-VALUE}).")
  private InputKind input;

  @Option(
      names = "--hold-out",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "With --input edges: the last SHARE of the video, such as 0.33, is not trained on, for"
              + " evaluate and synthesize (default: ${DEFAULT-VALUE}).")
  private double holdOut;

  @Option(
      names = "--perceptual",
      paramLabel = "F",
      defaultValue = "procedural",
      description =
          "Features that the perceptual loss compares: none, random, procedural (trained on drawn"
              + " shapes), or vgg19:FILE with torchvision's weights (default: ${DEFAULT-VALUE}).")
  private String perceptual;

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

  @Mixin private TrainRunOptions run;
  @Mixin private TrainWindowOptions window;
  @Mixin private DeviceOptions device;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() {
    run.check();
    run.require(run.resume() || config != null, "--config is needed for a new run");
    run.require(run.resume() || data != null, "--data is needed for a new run");
    TrainRequest request = request();
    TrainConsole console = new TrainConsole("vid2vid", run, window, output);
    Vid2vidTraining training = new Vid2vidTraining(request, console);
    requireUsed(request.config());
    Backend backend = device.open(request.settings().trainer().compute());
    return console.train(() -> training.run(backend));
  }

  private TrainRequest request() {
    return new TrainRequest(
        run.resume() ? resumedConfig() : Vid2vidPresets.document(config).with(changed()),
        run.resume() ? resumedSettings() : settings(),
        run.out(),
        run.resume(),
        run.init(),
        run.workers(),
        run.recompute(),
        run.stop(),
        run.outputs());
  }

  private ConfigNode resumedConfig() {
    ConfigNode kept = YamlFile.read(RunFolder.config(run.out()));
    ConfigNode asked = config == null ? kept : Vid2vidPresets.document(config);
    if (!asked.with(changed()).sameAs(kept)) {
      throw new InputException(
          "--resume: a run must go on with its own configuration, "
              + kept.file()
              + "; --config or --set ask for another (--init starts a new run from its weights)");
    }
    return kept;
  }

  private ConfigNode changed() {
    StringBuilder yaml = new StringBuilder();
    for (String change : changes) {
      run.require(change.matches("\\w+=.+"), "--set takes KEY=VALUE, got " + change);
      yaml.append(change.replaceFirst("=", ": ")).append('\n');
    }
    return YamlFile.parse("--set", changes.isEmpty() ? "{}" : yaml.toString());
  }

  private void requireUsed(ConfigNode document) {
    for (String key : changed().keys()) {
      if (!document.wasRead(key)) {
        throw new InputException("--set: a key must be one that such a model reads, got " + key);
      }
    }
  }

  private RunSettings settings() {
    return new RunSettings(
        data,
        input,
        new HoldOut(holdOut).share(),
        PerceptualFeatures.of(perceptual),
        new TrainerSettings(device.precision().dtype(), device.seed(), clip, ema));
  }

  private RunSettings resumedSettings() {
    RunSettings kept = RunSettings.of(YamlFile.read(RunFolder.settings(run.out())));
    return kept.resumedWith(settings(), run.given());
  }
}
