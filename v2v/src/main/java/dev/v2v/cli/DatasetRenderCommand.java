package dev.v2v.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Draws procedural data sets to disk: the group of commands. */
@Command(
    name = "render",
    mixinStandardHelpOptions = true,
    description = "Draw a procedural data set.",
    subcommands = {RenderPuppetsCommand.class, RenderStreetCommand.class})
final class DatasetRenderCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "expected a data set to draw: puppets or street");
  }
}
