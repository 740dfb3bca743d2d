package dev.v2v.bench.cli;

import dev.v2v.cli.SubCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Commands about kernels. */
@Command(
    name = "kernels",
    mixinStandardHelpOptions = true,
    description =
        "List CUDA kernels with what they need, show one, count what it does, or judge a change.",
    subcommands = {
      KernelsListCommand.class,
      KernelsShowCommand.class,
      KernelsAnalyzeCommand.class,
      KernelsAbCommand.class
    })
public final class KernelsCommand implements SubCommand {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "expected list, or show, analyze or ab and the name of a kernel");
  }
}
