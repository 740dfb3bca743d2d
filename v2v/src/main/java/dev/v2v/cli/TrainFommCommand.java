package dev.v2v.cli;

import dev.v2v.config.ConfigNode;
import dev.v2v.data.HoldOut;
import dev.v2v.engine.Backend;
import dev.v2v.engine.op.optim.AdamStep.Epsilon;
import dev.v2v.fomm.FommPresets;
import dev.v2v.fomm.run.FommTraining;
import dev.v2v.fomm.run.PerceptualChoice;
import dev.v2v.fomm.run.TrainRequest;
import dev.v2v.fomm.training.TrainerSettings;
import dev.v2v.media.Fit;
import dev.v2v.train.NonFiniteException;
import dev.v2v.train.RunProgress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
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
      "  v2v-engine train fomm --config vox-256 --data vox-png --batch 8 --out run --resume"
    })
final class TrainFommCommand implements Callable<Integer>, FommTraining.Listener {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "C",
      description = "A .yaml file in the authors' layout, or a preset such as vox-256.")
  private String config;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "D",
      description =
          "puppets, puppets:faces or puppets:figures (procedural), a folder of clips (videos, GIFs,"
              + " folders of frames, strips of frames), or one video.")
  private String data;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "RUN",
      description = "Folder of the run, new or empty.")
  private Path out;

  @Option(names = "--resume", description = "Continue the run in RUN.")
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

  @Option(
      names = "--init",
      paramLabel = "FILE",
      description = "Start from the weights of a checkpoint: .safetensors, .pth or .pth.tar.")
  private Path init;

  @Option(
      names = "--perceptual",
      paramLabel = "F",
      defaultValue = "random",
      description =
          "Features that the perceptual loss compares: none (pixels instead), random, or"
              + " vgg19:FILE with torchvision's weights (default: ${DEFAULT-VALUE}).")
  private String perceptual;

  @Option(
      names = "--sampling",
      paramLabel = "S",
      defaultValue = "aligned",
      description =
          "Corners in grid sampling: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private FommOptions.Sampling sampling;

  @Option(
      names = "--hold-out",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Share of each clip, at its end, that is never shown (default: 0).")
  private double holdOut;

  @Option(
      names = "--fit",
      paramLabel = "F",
      defaultValue = "resize",
      description =
          "How frames get the model's size: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Fit fit;

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
      description = "Steps between two checkpoints (default: ${DEFAULT-VALUE}).")
  private long checkpointEvery;

  @Option(
      names = "--keep",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many of the last checkpoints stay (default: ${DEFAULT-VALUE}).")
  private int keep;

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
    FommTraining training = new FommTraining(request(), this);
    Backend backend = device.open();
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
        overridden(FommPresets.document(config)),
        out,
        resume,
        Optional.ofNullable(init),
        sampling == FommOptions.Sampling.ALIGNED,
        new TrainRequest.Data(data, new HoldOut(holdOut), fit, Optional.ofNullable(cache), workers),
        PerceptualChoice.parse(perceptual),
        new TrainerSettings(
            device.precision().dtype(),
            device.seed(),
            accumulate,
            clip,
            ema,
            Epsilon.AFTER_CORRECTION),
        new TrainRequest.Stop(
            steps == null ? OptionalLong.empty() : OptionalLong.of(steps),
            Optional.ofNullable(minutes).map(m -> Duration.ofMillis(Math.round(m * 60_000)))),
        new TrainRequest.Outputs(logEvery, imageEvery, checkpointEvery, keep));
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

  @Override
  public void warning(String text) {
    System.err.println("fomm: " + text);
  }

  @Override
  public RunProgress begin(long stepsDone, long totalSteps) {
    return Terminal.isInteractive()
        ? RunProgress.bar(System.err, "train", stepsDone, totalSteps)
        : RunProgress.lines(System.err::println, "train", totalSteps);
  }

  private void report(FommTraining.Summary done) {
    if (!done.skipped().isEmpty()) {
      warning(done.skipped().size() + " causes of skipped clips, see above");
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("out", out.toString());
    json.put("model", done.model().toString());
    json.put("steps", done.steps());
    json.put("finished", done.finished());
    json.put("losses", done.last());
    json.put("skipped", done.skipped());
    output.print(
        json,
        out + ": " + (done.finished() ? "finished" : "stopped") + " after step " + done.steps());
  }
}
