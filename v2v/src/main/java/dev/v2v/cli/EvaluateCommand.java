package dev.v2v.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Evaluations: the group of commands. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = "Measure how well a model does.",
    subcommands = {
      EvaluateFommCommand.class,
      EvaluateVid2vidCommand.class,
      EvaluatePredictionCommand.class,
      EvaluateFlowCommand.class
    })
public final class EvaluateCommand implements SubCommand {
  @CommandLine.Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "expected a model, such as fomm");
  }
}
