package dev.v2v.cli;

import dev.v2v.config.ConfigNode;
import dev.v2v.config.YamlFile;
import dev.v2v.engine.Backend;
import dev.v2v.engine.InputException;
import dev.v2v.fomm.FommPresets;
import dev.v2v.fomm.run.FommTraining;
import dev.v2v.fomm.run.TrainRequest;
import dev.v2v.train.RunFolder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a First Order Motion Model. */
@Command(
    name = "fomm",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Train a First Order Motion Model on clips, or on procedural puppets.",
    footer = {
      "",
      "Examples:",
      "  v2v-engine train fomm --config my.yaml --data puppets:faces --minutes 30 --out run",
      "  v2v-engine train fomm --config vox-256 --data vox-png --batch 8 --out run",
      "  v2v-engine train fomm --resume --out run"
    })
final class TrainFommCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "C",
      description = "A .yaml file in the authors' layout, or a preset such as vox-256.")
  private String config;

  @Option(names = "--batch", paramLabel = "N", description = "Pairs in a batch.")
  private Integer batch;

  @Option(names = "--lr", paramLabel = "R", description = "Learning rate of every network.")
  private Double lr;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Folder of decoded frames, which runs may share (default: RUN/frames).")
  private Path cache;

  @Option(
      names = "--eager",
      description = "Run every step operator by operator instead of replaying a recorded one.")
  private boolean eager;

  @Mixin private TrainRunOptions run;
  @Mixin private TrainSettingsOptions settings;
  @Mixin private TrainWindowOptions window;
  @Mixin private DeviceOptions device;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() {
    run.check();
    run.require(batch == null || batch >= 1, "--batch must be 1 or more, got " + batch);
    run.require(lr == null || lr > 0, "--lr must be more than 0, got " + lr);
    run.require(run.resume() || config != null, "--config is needed for a new run");
    run.require(run.resume() || settings.hasData(), "--data is needed for a new run");
    TrainRequest request = request();
    TrainConsole console = new TrainConsole("fomm", run, window, output);
    FommTraining training = new FommTraining(request, console);
    Backend backend = device.open(request.settings().trainer().compute());
    return console.train(() -> training.run(backend));
  }

  private TrainRequest request() {
    return new TrainRequest(
        run.resume() ? resumedConfig() : overridden(FommPresets.document(config)),
        run.resume() ? settings.resumed(run, device) : settings.of(device),
        run.out(),
        run.resume(),
        run.init(),
        new TrainRequest.Resources(
            Optional.ofNullable(cache), run.workers(), run.recompute(), !eager),
        run.stop(),
        run.outputs());
  }

  private ConfigNode resumedConfig() {
    ConfigNode kept = YamlFile.read(RunFolder.config(run.out()));
    if (!overridden(config == null ? kept : FommPresets.document(config)).sameAs(kept)) {
      throw new InputException(
          "--resume: a run must go on with its own configuration, "
              + kept.file()
              + "; --config, --batch or --lr ask for another (--init starts a new run from its"
              + " weights)");
    }
    return kept;
  }

  /** The document as if its author had written what the options say. */
  private ConfigNode overridden(ConfigNode document) {
    ConfigNode result = document;
    if (batch != null) {
      result = result.with("train_params", "batch_size", batch);
    }
    if (lr != null) {
      for (String network : new String[] {"generator", "discriminator", "kp_detector"}) {
        result = result.with("train_params", "lr_" + network, lr);
      }
    }
    return result;
  }
}
