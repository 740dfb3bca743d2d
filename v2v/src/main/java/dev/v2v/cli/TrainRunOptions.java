package dev.v2v.cli;

import dev.v2v.train.Every;
import dev.v2v.train.RunOutputs;
import dev.v2v.train.RunStop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of every training run: where it is, when it ends, what it writes on the way. */
final class TrainRunOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec mixee;

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

  @Option(
      names = "--init",
      paramLabel = "FILE",
      description = "Start from the weights of a checkpoint: .safetensors, .pth or .pth.tar.")
  private Path init;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "1",
      description = "Threads that load data (default: ${DEFAULT-VALUE}).")
  private int workers;

  @Option(
      names = "--checkpoint-activations",
      description = "Compute activations once more in backward: less memory, slower.")
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

  /**
   * Checks the ranges.
   *
   * @throws ParameterException if a number is outside, or options exclude each other
   */
  void check() {
    require(steps == null || steps >= 1, "--steps must be 1 or more, got " + steps);
    require(minutes == null || minutes > 0, "--minutes must be more than 0, got " + minutes);
    require(workers >= 1 && workers <= 64, "--workers must be from 1 to 64, got " + workers);
    require(init == null || !resume, "--init starts a new run, and --resume continues one");
    require(logEvery >= 0 && imageEvery >= 0, "--log-every and --image-every must be 0 or more");
  }

  /** Refuses the command line unless a rule holds. */
  void require(boolean holds, String rule) {
    if (!holds) {
      throw new ParameterException(mixee.commandLine(), rule);
    }
  }

  /** Names of all options that were given, this one's and the command's others. */
  List<String> given() {
    return mixee.commandLine().getParseResult().matchedOptions().stream()
        .map(option -> option.longestName().substring(2))
        .toList();
  }

  Path out() {
    return out;
  }

  boolean resume() {
    return resume;
  }

  Optional<Path> init() {
    return Optional.ofNullable(init);
  }

  int workers() {
    return workers;
  }

  boolean recompute() {
    return recompute;
  }

  RunStop stop() {
    return new RunStop(
        steps == null ? OptionalLong.empty() : OptionalLong.of(steps),
        Optional.ofNullable(minutes).map(m -> Duration.ofMillis(Math.round(m * 60_000))));
  }

  RunOutputs outputs() {
    return new RunOutputs(logEvery, imageEvery, Every.parse(checkpointEvery), keep);
  }
}
