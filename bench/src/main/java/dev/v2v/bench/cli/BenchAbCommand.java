package dev.v2v.bench.cli;

import dev.v2v.bench.harness.Check;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
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
      "same, faster, slower or ambiguous. Exits 1 if a row is slower, or wrong in either."
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
    List<Path> order = List.of(first, second, second, first);
    order.forEach(BenchAbCommand::requireReadable);
    Map<String, List<double[]>> ratios = new LinkedHashMap<>();
    Set<String> wrong = new TreeSet<>();
    Set<String> unpaired = new TreeSet<>();
    for (int turn = 1; turn <= turns; turn++) {
      List<Map<String, Double>> times = new ArrayList<>();
      for (Path jar : order) {
        System.err.println("bench ab: turn " + turn + " of " + turns + ", " + jar);
        times.add(times(jar, wrong));
      }
      pair(times, ratios, unpaired);
    }
    wrong.forEach(key -> System.err.println("bench ab: wrong: " + key));
    unpaired.removeAll(ratios.keySet());
    unpaired.forEach(key -> System.err.println("bench ab: not measured in both: " + key));
    if (ratios.isEmpty()) {
      throw new InputException(first + " and " + second + ": have no measured row in common");
    }
    List<Verdict> verdicts = new ArrayList<>();
    Verdict.Rule rule = new Verdict.Rule(threshold, ratios.size());
    ratios.forEach((key, values) -> verdicts.add(Verdict.ofRatios(key, values, rule)));
    return report(verdicts, wrong, unpaired);
  }

  private Integer report(List<Verdict> verdicts, Set<String> wrong, Set<String> unpaired) {
    StringBuilder text = new StringBuilder();
    verdicts.forEach(v -> text.append(v.text()).append("  ").append(v.key()).append('\n'));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("verdicts", verdicts);
    json.put("wrong", wrong);
    json.put("unpaired", unpaired);
    output.print(json, text.toString().stripTrailing());
    boolean slower = verdicts.stream().anyMatch(v -> v.outcome() == Outcome.SLOWER);
    return slower || !wrong.isEmpty() ? ExitCode.CHECK_FAILED : ExitCode.DONE;
  }

  /** The ratio of B to A in one turn of A B B A, for every row that all four have. */
  private static void pair(
      List<Map<String, Double>> abba, Map<String, List<double[]>> ratios, Set<String> unpaired) {
    Set<String> keys = new LinkedHashSet<>();
    abba.forEach(times -> keys.addAll(times.keySet()));
    for (String key : keys) {
      List<Double> t = abba.stream().map(times -> times.get(key)).toList();
      if (t.stream().anyMatch(Objects::isNull)) {
        unpaired.add(key);
      } else {
        double ratio = Math.sqrt(t.get(1) * t.get(2) / (t.get(0) * t.get(3)));
        ratios.computeIfAbsent(key, k -> new ArrayList<>()).add(new double[] {ratio});
      }
    }
  }

  /** Before anything is measured: one of them may not be there. */
  private static void requireReadable(Path jar) {
    if (!Files.isReadable(jar)) {
      throw new InputException(jar + ": cannot be read");
    }
  }

  /** Median time by row, of one JVM; rows with wrong results have none and are named. */
  private Map<String, Double> times(Path jar, Set<String> wrong) {
    List<String> all = new ArrayList<>(List.of("bench"));
    all.addAll(arguments);
    all.addAll(List.of("--rounds", "1"));
    Run run = Forks.run(JavaCommand.of(jar.toString()), all);
    Map<String, Double> times = new LinkedHashMap<>();
    run.rows().stream().filter(Row::isMeasured).forEach(r -> times.put(r.key(), median(r)));
    run.rows().stream()
        .filter(r -> r.check().status() == Check.Status.WRONG)
        .forEach(r -> wrong.add(jar + ": " + r.key()));
    return times;
  }

  private static double median(Row row) {
    return Statistics.median(row.rounds().stream().flatMapToDouble(Arrays::stream).toArray());
  }
}
