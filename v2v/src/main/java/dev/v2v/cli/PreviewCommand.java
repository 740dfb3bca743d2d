package dev.v2v.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Windows on a model at work: the group of commands. */
@Command(
    name = "preview",
    mixinStandardHelpOptions = true,
    description = "Watch a model at work in a window, and play with it.",
    subcommands = {PreviewAnimateCommand.class, PreviewSynthesizeCommand.class})
public final class PreviewCommand implements SubCommand {
  @CommandLine.Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "expected what to watch, such as animate");
  }
}
