package dev.v2v.bench.cli;

import dev.v2v.bench.harness.Row;
import dev.v2v.bench.harness.Run;
import dev.v2v.bench.harness.Statistics;
import dev.v2v.bench.report.Verdict;
import dev.v2v.bench.report.Verdict.Outcome;
import dev.v2v.cli.ExitCode;
import dev.v2v.cli.OutputOptions;
import dev.v2v.engine.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares two builds. */
@Command(
    name = "ab",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Compare two builds: run bench in fresh JVMs of both in turns, A B B A, and say of every row",
      "same, faster, slower or ambiguous. Exits 1 if a row is slower."
    },
    footer = {
      "",
      "Example:",
      "  v2v-engine bench ab before.jar after.jar -- ops/grid_sample --quick --device cpu"
    })
final class BenchAbCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "A.jar", description = "The earlier build.")
  private Path first;

  @Parameters(index = "1", paramLabel = "B.jar", description = "The later one.")
  private Path second;

  @Parameters(
      index = "2..*",
      paramLabel = "-- ARGUMENT",
      description = "Arguments of bench, behind two dashes.")
  private List<String> arguments = List.of();

  @Option(
      names = "--turns",
      paramLabel = "N",
      defaultValue = "4",
      description = "Turns of four JVMs each (default: ${DEFAULT-VALUE}).")
  private int turns;

  @Option(
      names = "--threshold",
      paramLabel = "SHARE",
      defaultValue = "0.03",
      description = "Smallest difference that matters (default: ${DEFAULT-VALUE}).")
  private double threshold;

  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (turns < 2 || turns > 100 || !(threshold > 0)) {
      throw new ParameterException(
          spec.commandLine(),
          "--turns must be from 2 to 100, --threshold more than 0, got "
              + turns
              + " and "
              + threshold);
    }
    Map<String, List<double[]>> ratios = new LinkedHashMap<>();
    for (int turn = 0; turn < turns; turn++) {
      Map<String, Double> a = times(first);
      Map<String, Double> b = times(second);
      Map<String, Double> again = times(second);
      Map<String, Double> last = times(first);
      b.forEach(
          (key, seconds) -> {
            if (a.containsKey(key) && again.containsKey(key) && last.containsKey(key)) {
              double ratio = Math.sqrt(seconds * again.get(key) / (a.get(key) * last.get(key)));
              ratios.computeIfAbsent(key, k -> new ArrayList<>()).add(new double[] {ratio});
            }
          });
    }
    if (ratios.isEmpty()) {
      throw new InputException(first + " and " + second + ": have no measured row in common");
    }
    List<Verdict> verdicts = new ArrayList<>();
    Verdict.Rule rule = new Verdict.Rule(threshold, ratios.size());
    ratios.forEach((key, values) -> verdicts.add(Verdict.ofRatios(key, values, rule)));
    StringBuilder text = new StringBuilder();
    verdicts.forEach(v -> text.append(v.text()).append("  ").append(v.key()).append('\n'));
    output.print(Map.of("verdicts", verdicts), text.toString().stripTrailing());
    boolean slower = verdicts.stream().anyMatch(v -> v.outcome() == Outcome.SLOWER);
    return slower ? ExitCode.CHECK_FAILED : ExitCode.DONE;
  }

  /** Median time by row, of one JVM. */
  private Map<String, Double> times(Path jar) {
    if (!Files.isReadable(jar)) {
      throw new InputException(jar + ": cannot be read");
    }
    List<String> all = new ArrayList<>(List.of("bench"));
    all.addAll(arguments);
    all.addAll(List.of("--rounds", "1"));
    Run run = Forks.run(JavaCommand.of(jar.toString()), all);
    Map<String, Double> times = new LinkedHashMap<>();
    run.rows().stream().filter(Row::isMeasured).forEach(r -> times.put(r.key(), median(r)));
    return times;
  }

  private static double median(Row row) {
    return Statistics.median(row.rounds().stream().flatMapToDouble(Arrays::stream).toArray());
  }
}
