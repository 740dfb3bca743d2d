package dev.v2v.cli;

import dev.v2v.config.ConfigNode;
import dev.v2v.config.YamlFile;
import dev.v2v.engine.Backend;
import dev.v2v.engine.InputException;
import dev.v2v.perceptual.PerceptualFeatures;
import dev.v2v.train.Goal;
import dev.v2v.train.NonFiniteException;
import dev.v2v.train.RunFolder;
import dev.v2v.train.RunProgress;
import dev.v2v.train.TrainingLoop;
import dev.v2v.vid2vid.Vid2vidPresets;
import dev.v2v.vid2vid.run.RunSettings;
import dev.v2v.vid2vid.run.TrainRequest;
import dev.v2v.vid2vid.run.Vid2vidTraining;
import dev.v2v.vid2vid.training.TrainerSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains a vid2vid model. */
@Command(
    name = "vid2vid",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Train a model that makes videos from label maps, on clips in vid2vid's layout or on"
          + " procedural streets. A step is a batch of clips."
    },
    footer = {
      "",
      "Examples:",
      "  v2v-engine train vid2vid --config my.yaml --data street:sunny --out run",
      "  v2v-engine train vid2vid --config street-512 --data Cityscapes --perceptual vgg19:FILE \\",
      "      --out run",
      "  v2v-engine train vid2vid --resume --out run"
    })
final class TrainVid2vidCommand implements Callable<Integer>, Vid2vidTraining.Listener {
  @Option(
      names = "--config",
      paramLabel = "C",
      description = "A .yaml file, an opt.txt of the authors, or a preset such as street-512.")
  private String config;

  @Option(
      names = "--data",
      paramLabel = "D",
      description =
          "street or street:WEATHER (procedural; sunny, overcast, autumn, dusk or night), or a"
              + " folder with train_A, train_B, train_inst and train_flow.")
  private String data;

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
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    run.check();
    require(run.resume() || config != null, "--config is needed for a new run");
    require(run.resume() || data != null, "--data is needed for a new run");
    TrainRequest request = request();
    Vid2vidTraining training = new Vid2vidTraining(request, this);
    Backend backend = device.open(request.settings().trainer().compute());
    try {
      report(window.train(run.out(), () -> training.run(backend)));
      return ExitCode.DONE;
    } catch (NonFiniteException e) {
      System.err.println("vid2vid: " + e.getMessage());
      return ExitCode.CHECK_FAILED;
    }
  }

  private void require(boolean holds, String rule) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), rule);
    }
  }

  private TrainRequest request() {
    return new TrainRequest(
        run.resume() ? resumedConfig() : Vid2vidPresets.document(config),
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
    if (config != null && !Vid2vidPresets.document(config).sameAs(kept)) {
      throw new InputException(
          "--resume: a run must go on with its own configuration, "
              + kept.file()
              + "; --config asks for another (--init starts a new run from its weights)");
    }
    return kept;
  }

  private RunSettings settings() {
    return new RunSettings(
        data,
        PerceptualFeatures.of(perceptual),
        new TrainerSettings(device.precision().dtype(), device.seed(), clip, ema));
  }

  private RunSettings resumedSettings() {
    List<String> given =
        spec.commandLine().getParseResult().matchedOptions().stream()
            .map(option -> option.longestName().substring(2))
            .toList();
    RunSettings kept = RunSettings.of(YamlFile.read(RunFolder.settings(run.out())));
    return kept.resumedWith(settings(), given);
  }

  @Override
  public void warning(String text) {
    System.err.println("vid2vid: " + text);
  }

  @Override
  public RunProgress begin(long stepsDone, Goal goal) {
    return window.beside(
        Terminal.isInteractive()
            ? RunProgress.bar(System.err, "train", stepsDone, goal)
            : RunProgress.lines(System.err::println, "train", goal));
  }

  private void report(Vid2vidTraining.Summary done) {
    boolean finished = done.result().outcome() == TrainingLoop.Outcome.FINISHED;
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("out", run.out().toString());
    json.put("model", done.model().toString());
    json.put("steps", done.result().steps());
    json.put("finished", finished);
    json.put("losses", done.result().last());
    json.put("peakBytes", done.memory().peak());
    output.print(
        json,
        String.format(
            Locale.ROOT,
            "%s: %s after %d steps, %.2f GiB of tensors at most, the model is %s",
            run.out(),
            finished ? "finished" : "stopped",
            done.result().steps(),
            done.memory().peak() / (double) (1 << 30),
            done.model()));
  }
}
