package dev.v2v.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Training: the group of commands. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Train a model.",
    subcommands = {
      TrainFommCommand.class,
      TrainVid2vidCommand.class,
      TrainFeaturesCommand.class,
      TrainStylesCommand.class
    })
public final class TrainCommand implements SubCommand {
  @CommandLine.Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "expected a model to train, such as fomm");
  }
}
