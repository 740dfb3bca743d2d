package dev.v2v.cli;

import dev.v2v.flow.FlowSettings;
import picocli.CommandLine.Option;

/** How flow is estimated. */
final class FlowOptions {
  @Option(
      names = "--warps",
      paramLabel = "N",
      defaultValue = "8",
      description = "Linearisations at each size, at most (default: ${DEFAULT-VALUE}).")
  private int warps;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      defaultValue = "30",
      description = "Iterations after each (default: ${DEFAULT-VALUE}).")
  private int iterations;

  @Option(
      names = "--lambda",
      paramLabel = "X",
      defaultValue = "150",
      description =
          "Weight of brightness against smoothness at full size (default: ${DEFAULT-VALUE}).")
  private double lambda;

  FlowSettings settings() {
    FlowSettings d = FlowSettings.DEFAULT;
    return new FlowSettings(
        d.coarsest(), warps, iterations, lambda, d.decay(), d.edges(), d.tolerance());
  }
}
