package dev.v2v.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Data sets: the group of commands. */
@Command(
    name = "dataset",
    mixinStandardHelpOptions = true,
    description = "Make data sets.",
    subcommands = {
      DatasetRenderCommand.class,
      DatasetEdgesCommand.class,
      DatasetPosesCommand.class
    })
public final class DatasetCommand implements SubCommand {
  @CommandLine.Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "expected a command, such as render");
  }
}
