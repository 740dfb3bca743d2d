package dev.v2v.cli;

import dev.v2v.engine.Backend;
import dev.v2v.fomm.FommConfig;
import dev.v2v.fomm.FommModel;
import dev.v2v.fomm.FommPresets;
import dev.v2v.fomm.ShippedModel;
import dev.v2v.nn.checkpoint.Checkpoint;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** As {@link FommOptions}, with the model inside the jar where none is named. */
final class ShownModelOptions {
  private static final class Weights {
    @Option(
        names = "--checkpoint",
        paramLabel = "FILE",
        description = "Weights: .pth, .pth.tar or .safetensors.")
    private Path checkpoint;

    @Option(names = "--random-weights", description = "Random weights from --seed.")
    private boolean random;
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec mixee;

  @Option(
      names = "--config",
      paramLabel = "C",
      description =
          "A .yaml file in the authors' layout, or a preset such as vox-256 (default: the shipped"
              + " model, "
              + ShippedModel.NAME
              + ").")
  private String config;

  @ArgGroup(exclusive = true, multiplicity = "0..1")
  private Weights weights;

  @Option(
      names = "--sampling",
      paramLabel = "S",
      defaultValue = "aligned",
      description =
          "Corners in grid sampling: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private FommOptions.Sampling sampling;

  /** What the window's title calls it. */
  String name() {
    return config == null ? ShippedModel.NAME : Path.of(config).getFileName().toString();
  }

  FommModel open(Backend backend, long seed) {
    if ((config == null) != (weights == null)) {
      throw new ParameterException(
          mixee.commandLine(),
          "--config and one of --checkpoint and --random-weights belong together; without both the"
              + " shipped model is used");
    }
    if (config == null) {
      return ShippedModel.open(backend);
    }
    FommConfig read = FommPresets.readFileOrPreset(config);
    boolean aligned = sampling == FommOptions.Sampling.ALIGNED;
    if (weights.random) {
      return FommModel.random(backend, read, seed, aligned);
    }
    try (Checkpoint checkpoint = Checkpoint.open(weights.checkpoint)) {
      return FommModel.load(backend, read, checkpoint, aligned);
    }
  }
}
