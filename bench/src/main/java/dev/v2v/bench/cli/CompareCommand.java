package dev.v2v.bench.cli;

import dev.v2v.bench.harness.Run;
import dev.v2v.bench.report.RunReader;
import dev.v2v.bench.report.Verdict;
import dev.v2v.bench.report.Verdict.Outcome;
import dev.v2v.cli.ExitCode;
import dev.v2v.cli.OutputOptions;
import dev.v2v.cli.SubCommand;
import dev.v2v.engine.InputException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares two results of {@code bench}. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Say for every row of two results of bench whether the second is the same, faster, slower,"
          + " or",
      "ambiguous: its interval leaves more than one possible. Intervals hold for all rows together",
      "with 95 %%. Times of a single JVM are ambiguous: another one may compile the same code to",
      "something half as fast. Measure with --forks 3 or more, or let bench ab do it in turns.",
      "Exits 1 if a row is slower."
    },
    footer = {"", "Example:", "  v2v-engine compare before/bench.json after/bench.json"})
public final class CompareCommand implements SubCommand {
  @Parameters(index = "0", paramLabel = "A.json", description = "The earlier result.")
  private Path first;

  @Parameters(index = "1", paramLabel = "B.json", description = "The later one.")
  private Path second;

  @Option(
      names = "--threshold",
      paramLabel = "SHARE",
      defaultValue = "0.03",
      description = "Smallest difference that matters (default: ${DEFAULT-VALUE}).")
  private double threshold;

  @Option(names = "--all", description = "Print rows that are the same, too.")
  private boolean all;

  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (!(threshold > 0)) {
      throw new ParameterException(
          spec.commandLine(), "--threshold must be more than 0, got " + threshold);
    }
    Run before = RunReader.read(first);
    Run after = RunReader.read(second);
    List<Verdict> verdicts = Verdict.all(before, after, threshold);
    if (verdicts.isEmpty()) {
      throw new InputException(first + " and " + second + ": have no measured row in common");
    }
    Map<String, Object> json = new LinkedHashMap<>();
    StringBuilder text = new StringBuilder();
    for (Verdict v : verdicts) {
      if (all || v.outcome() != Outcome.SAME) {
        text.append(line(v)).append('\n');
      }
    }
    for (Outcome outcome : Outcome.values()) {
      json.put(name(outcome), verdicts.stream().filter(v -> v.outcome() == outcome).count());
    }
    text.append(verdicts.size()).append(" rows");
    json.forEach((outcome, count) -> text.append(", ").append(count).append(' ').append(outcome));
    long single =
        after.rows().stream().filter(r -> r.isMeasured() && after.processes(r) < 2).count();
    if (single > 0) {
      text.append("\n")
          .append(single)
          .append(" rows were measured in one JVM; see --forks of bench");
    }
    json.put("verdicts", verdicts);
    output.print(json, text.toString());
    boolean slower = verdicts.stream().anyMatch(v -> v.outcome() == Outcome.SLOWER);
    return slower ? ExitCode.CHECK_FAILED : ExitCode.DONE;
  }

  private static String line(Verdict v) {
    return v.text() + "  " + v.key();
  }

  private static String name(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }
}
