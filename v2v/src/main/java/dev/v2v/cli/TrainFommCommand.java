package dev.v2v.cli;

import dev.v2v.config.ConfigNode;
import dev.v2v.config.YamlFile;
import dev.v2v.engine.Backend;
import dev.v2v.engine.InputException;
import dev.v2v.fomm.FommPresets;
import dev.v2v.fomm.run.FommTraining;
import dev.v2v.fomm.run.TrainRequest;
import dev.v2v.train.Every;
import dev.v2v.train.Goal;
import dev.v2v.train.NonFiniteException;
import dev.v2v.train.RunFolder;
import dev.v2v.train.RunOutputs;
import dev.v2v.train.RunProgress;
import dev.v2v.train.RunStop;
import dev.v2v.train.TrainingLoop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
final class TrainFommCommand implements Callable<Integer>, FommTraining.Listener {
  @Option(
      names = "--config",
      paramLabel = "C",
      description = "A .yaml file in the authors' layout, or a preset such as vox-256.")
  private String config;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "RUN",
      description = "Folder of the run, new or empty unless it is resumed.")
  private Path out;

  @Option(
      names = "--resume",
      description = "Continue the run in RUN, with its configuration and settings.")
  private boolean resume;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps of the whole training (default: the configuration's epochs).")
  private Long steps;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      description = "Stop after so long, whatever the epochs.")
  private Double minutes;

  @Option(names = "--batch", paramLabel = "N", description = "Pairs in a batch.")
  private Integer batch;

  @Option(names = "--lr", paramLabel = "R", description = "Learning rate of every network.")
  private Double lr;

  @Option(
      names = "--init",
      paramLabel = "FILE",
      description = "Start from the weights of a checkpoint: .safetensors, .pth or .pth.tar.")
  private Path init;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Folder of decoded frames, which runs may share (default: RUN/frames).")
  private Path cache;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "1",
      description = "Threads that load data (default: ${DEFAULT-VALUE}).")
  private int workers;

  @Option(
      names = "--checkpoint-activations",
      description = "Compute activations once more in backward: less memory, slower, same bits.")
  private boolean recompute;

  @Option(
      names = "--log-every",
      paramLabel = "N",
      defaultValue = "50",
      description = "Steps between two lines of the log (default: ${DEFAULT-VALUE}).")
  private long logEvery;

  @Option(
      names = "--image-every",
      paramLabel = "N",
      defaultValue = "500",
      description = "Steps between two pictures; 0 for none (default: ${DEFAULT-VALUE}).")
  private long imageEvery;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "N",
      defaultValue = "500",
      description =
          "Steps, or time such as 90s, 10m or 2h, between two checkpoints; there is always one at"
              + " the end (default: ${DEFAULT-VALUE}).")
  private String checkpointEvery;

  @Option(
      names = "--keep",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many of the last checkpoints stay (default: ${DEFAULT-VALUE}).")
  private int keep;

  @Mixin private TrainSettingsOptions settings;
  @Mixin private DeviceOptions device;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    require(steps == null || steps >= 1, "--steps must be 1 or more, got " + steps);
    require(minutes == null || minutes > 0, "--minutes must be more than 0, got " + minutes);
    require(batch == null || batch >= 1, "--batch must be 1 or more, got " + batch);
    require(lr == null || lr > 0, "--lr must be more than 0, got " + lr);
    require(workers >= 1 && workers <= 64, "--workers must be from 1 to 64, got " + workers);
    require(init == null || !resume, "--init starts a new run, and --resume continues one");
    require(resume || config != null, "--config is needed for a new run");
    require(resume || settings.hasData(), "--data is needed for a new run");
    require(logEvery >= 0 && imageEvery >= 0, "--log-every and --image-every must be 0 or more");
    TrainRequest request = request();
    FommTraining training = new FommTraining(request, this);
    Backend backend = device.open(request.settings().trainer().compute());
    try {
      report(training.run(backend));
      return ExitCode.DONE;
    } catch (NonFiniteException e) {
      System.err.println("fomm: " + e.getMessage());
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
        resume ? resumedConfig() : overridden(FommPresets.document(config)),
        resume ? settings.resumed(out, device) : settings.of(device),
        out,
        resume,
        Optional.ofNullable(init),
        new TrainRequest.Resources(Optional.ofNullable(cache), workers, recompute),
        new RunStop(
            steps == null ? OptionalLong.empty() : OptionalLong.of(steps),
            Optional.ofNullable(minutes).map(m -> Duration.ofMillis(Math.round(m * 60_000)))),
        new RunOutputs(logEvery, imageEvery, Every.parse(checkpointEvery), keep));
  }

  private ConfigNode resumedConfig() {
    ConfigNode kept = YamlFile.read(RunFolder.config(out));
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
      for (String network :
          new String[] {"generator", "discriminator", "kp_detector", "bg_predictor"}) {
        result = result.with("train_params", "lr_" + network, lr);
      }
    }
    return result;
  }

  @Override
  public void warning(String text) {
    System.err.println("fomm: " + text);
  }

  @Override
  public RunProgress begin(long stepsDone, Goal goal) {
    return Terminal.isInteractive()
        ? RunProgress.bar(System.err, "train", stepsDone, goal)
        : RunProgress.lines(System.err::println, "train", goal);
  }

  private void report(FommTraining.Summary done) {
    if (!done.skipped().isEmpty()) {
      warning("clips were skipped for " + done.skipped().size() + " causes, named above");
    }
    boolean finished = done.result().outcome() == TrainingLoop.Outcome.FINISHED;
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("out", out.toString());
    json.put("model", done.model().toString());
    json.put("steps", done.result().steps());
    json.put("finished", finished);
    json.put("losses", done.result().last());
    json.put("skipped", done.skipped());
    json.put("peakBytes", done.memory().peak());
    output.print(
        json,
        String.format(
            Locale.ROOT,
            "%s: %s after %d steps, %.2f GiB of tensors at most, the model is %s",
            out,
            finished ? "finished" : "stopped",
            done.result().steps(),
            done.memory().peak() / (double) (1 << 30),
            done.model()));
  }
}
