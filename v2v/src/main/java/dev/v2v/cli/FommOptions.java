package dev.v2v.cli;

import dev.v2v.engine.Backend;
import dev.v2v.engine.InputException;
import dev.v2v.fomm.FommConfig;
import dev.v2v.fomm.FommModel;
import dev.v2v.fomm.FommPresets;
import dev.v2v.nn.checkpoint.Checkpoint;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Options of commands that run a First Order Motion Model. */
public final class FommOptions {
  /** Corner convention of grid sampling. */
  enum Sampling {
    ALIGNED,
    UNALIGNED
  }

  private static final class Weights {
    @Option(
        names = "--checkpoint",
        paramLabel = "FILE",
        description = "Weights: .pth, .pth.tar or .safetensors.")
    private Path checkpoint;

    @Option(
        names = "--random-weights",
        description = "Random weights from --seed, to try a configuration without a checkpoint.")
    private boolean random;
  }

  @Option(
      names = "--config",
      required = true,
      paramLabel = "C",
      description = "A .yaml file in the authors' layout, or a preset such as vox-256.")
  private String config;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Weights weights;

  @Option(
      names = "--sampling",
      paramLabel = "S",
      defaultValue = "aligned",
      description =
          "Corners in grid sampling: ${COMPLETION-CANDIDATES}. The authors' released weights were"
              + " trained aligned, their code on current PyTorch runs unaligned"
              + " (default: ${DEFAULT-VALUE}).")
  private Sampling sampling;

  /**
   * Builds the model with its weights.
   *
   * @throws InputException if configuration and checkpoint are unusable or do not fit
   */
  FommModel open(Backend backend, long seed) {
    FommConfig read = FommPresets.readFileOrPreset(config);
    boolean aligned = sampling == Sampling.ALIGNED;
    if (weights.random) {
      return FommModel.random(backend, read, seed, aligned);
    }
    try (Checkpoint checkpoint = Checkpoint.open(weights.checkpoint)) {
      return FommModel.load(backend, read, checkpoint, aligned);
    }
  }
}
