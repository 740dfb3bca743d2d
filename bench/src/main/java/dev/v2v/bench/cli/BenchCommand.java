package dev.v2v.bench.cli;

import dev.v2v.bench.harness.Benchmark;
import dev.v2v.bench.harness.Ceilings;
import dev.v2v.bench.harness.Check;
import dev.v2v.bench.harness.Machine;
import dev.v2v.bench.harness.Row;
import dev.v2v.bench.harness.Run;
import dev.v2v.bench.harness.Runner;
import dev.v2v.bench.harness.StoppingRule;
import dev.v2v.bench.report.CountedKernels;
import dev.v2v.bench.report.RunFiles;
import dev.v2v.bench.report.RunReader;
import dev.v2v.bench.suite.HostSuite;
import dev.v2v.bench.suite.Suites;
import dev.v2v.cli.DeviceOptions;
import dev.v2v.cli.ExitCode;
import dev.v2v.cli.OutputOptions;
import dev.v2v.cli.SubCommand;
import dev.v2v.engine.Backend;
import dev.v2v.engine.InputException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures this machine. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    subcommands = {BenchAbCommand.class, BenchPeersCommand.class},
    description = {
      "Measure operators, kernels, layers, models and the code around them, each beside what this",
      "machine could do at best, and write reports: JSON (JMH's schema), CSV, Markdown, HTML.",
      "Exits 1 if a result is wrong."
    },
    footer = {
      "",
      "Examples:",
      "  v2v-engine bench --quick",
      "  v2v-engine bench ops/grid_sample --axis size=64,256 --axis channels=64",
      "  v2v-engine bench models --precision bf16 --baseline before/bench.json"
    })
public final class BenchCommand implements SubCommand {
  private static final int ROUNDS = 5;
  private static final int QUICK_ROUNDS = 3;

  /** Extent of the matrices that the ceiling of arithmetic is measured with, host and device. */
  private static final int HOST_MATRIX = 1024;

  private static final int DEVICE_MATRIX = 8192;

  @Parameters(
      paramLabel = "FILTER",
      arity = "0..*",
      description =
          "Parts of suite/name, such as ops, kernels/conv2d or grid_sample (default: all).")
  private List<String> filters = List.of();

  @Option(names = "--list", description = "List benchmarks with their axes, and measure nothing.")
  private boolean list;

  @Option(
      names = "--axis",
      paramLabel = "NAME=V,...",
      description = "Values of an axis in place of a benchmark's own.")
  private Map<String, String> axes = Map.of();

  @Option(names = "--quick", description = "One setting of each, short: a first impression.")
  private boolean quick;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Times to go through everything (default: 5, with --quick 3).")
  private Integer rounds;

  @Option(
      names = "--forks",
      paramLabel = "N",
      description = "Measure in so many fresh JVMs, a round in each unless --rounds says more.")
  private Integer forks;

  @Option(
      names = "--profile",
      description = {
        "Run each setting for a profiler instead of measuring, and print command lines: once,",
        "between the marks that ncu and nsys wait for, or two seconds on a CPU."
      })
  private boolean profile;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "bench-report",
      description = "Folder for the reports (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description = "An earlier bench.json, to compare with in the HTML report.")
  private Path baseline;

  @Option(
      names = "--threshold",
      paramLabel = "SHARE",
      defaultValue = "0.03",
      description = "Smallest difference that matters (default: ${DEFAULT-VALUE}).")
  private double threshold;

  @Option(
      names = "--counters",
      paramLabel = "FILE",
      description = "What 'kernels analyze --json' has counted, to show in the HTML report.")
  private Path counters;

  @Mixin private DeviceOptions device;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (rounds != null && (rounds < 1 || rounds > 1000)) {
      throw new ParameterException(
          spec.commandLine(), "--rounds must be from 1 to 1000, got " + rounds);
    }
    if (forks != null && (forks < 1 || forks > 100)) {
      throw new ParameterException(
          spec.commandLine(), "--forks must be from 1 to 100, got " + forks);
    }
    if (!(threshold > 0)) {
      throw new ParameterException(
          spec.commandLine(), "--threshold must be more than 0, got " + threshold);
    }
    Optional<Run> before = Optional.ofNullable(baseline).map(RunReader::read);
    Optional<CountedKernels> counted = Optional.ofNullable(counters).map(CountedKernels::read);
    BenchSelection selection = new BenchSelection(filters, axisValues(), quick);
    Backend backend = device.open();
    List<Benchmark> benchmarks = benchmarks(backend);
    List<String> host =
        HostSuite.names().stream().filter(n -> selection.wants("host/" + n)).toList();
    if (list) {
      print(benchmarks.stream().filter(b -> selection.wants(b.id())).toList(), host);
      return ExitCode.DONE;
    }
    List<Runner.Task> tasks = selection.tasks(benchmarks);
    if (tasks.isEmpty() && host.isEmpty()) {
      throw new InputException("nothing is named like " + filters + "; --list shows all");
    }
    if (profile) {
      return profile(backend, tasks);
    }
    Run run = forks == null ? measure(backend, tasks, host) : measureInForks();
    if (run.rows().isEmpty()) {
      throw new InputException("nothing applies here: " + run.skipped());
    }
    RunFiles.write(run, out, before, threshold, counted);
    if (!axes.isEmpty()) { // not what was asked for, so it is said aloud
      run.skipped().forEach(s -> System.err.println("bench: left out " + s));
    }
    return report(run);
  }

  private Map<String, List<String>> axisValues() {
    Map<String, List<String>> values = new LinkedHashMap<>();
    axes.forEach((axis, text) -> values.put(axis, Arrays.asList(text.split(","))));
    return values;
  }

  /** Suites that no filter can want are not even made: finding kernels takes a while. */
  private List<Benchmark> benchmarks(Backend backend) {
    List<String> suites =
        Suites.NAMES.stream()
            .filter(suite -> filters.isEmpty() || filters.stream().anyMatch(f -> mayBeIn(f, suite)))
            .toList();
    return Suites.of(suites, backend, device.precision().dtype());
  }

  /** A filter that is the name of a suite is not looked for in others. */
  private static boolean mayBeIn(String filter, String suite) {
    String first = filter.split("/", 2)[0];
    return !Suites.NAMES.contains(first) || first.equals(suite);
  }

  /** Every fork is this command again; the reports are of all of them together. */
  private Run measureInForks() {
    List<String> arguments =
        new ArrayList<>(
            JavaCommand.without(
                spec.root().commandLine().getParseResult().originalArgs(),
                Set.of("--json"),
                Set.of(
                    "--forks",
                    "--rounds",
                    "--out",
                    "--baseline",
                    "--threshold",
                    "--counters",
                    "--trace")));
    arguments.addAll(List.of("--rounds", Integer.toString(rounds == null ? 1 : rounds)));
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < forks; i++) {
      System.err.println("bench: fork " + (i + 1) + " of " + forks);
      runs.add(Forks.run(JavaCommand.ofThis(), arguments));
    }
    Run run = Run.merged(runs);
    Map<String, String> facts = new LinkedHashMap<>(run.facts());
    facts.put(Run.FORKS, forks.toString());
    return run.with(facts);
  }

  private Integer profile(Backend backend, List<Runner.Task> tasks) {
    Runner runner =
        new Runner(
            backend,
            device.precision().dtype(),
            StoppingRule.QUICK,
            Machine.cacheBytes(backend),
            new BenchProgress(tasks.size()));
    Profiling.run(runner, backend, tasks);
    List<String> commands =
        Profiling.commands(backend, spec.root().commandLine().getParseResult().originalArgs());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("profiled", tasks.stream().map(Runner.Task::toString).toList());
    json.put("skipped", runner.skipped());
    json.put("commands", commands);
    output.print(
        json, "Profiled " + tasks + ". Under a profiler:\n\n" + String.join("\n\n", commands));
    return ExitCode.DONE;
  }

  private Run measure(Backend backend, List<Runner.Task> tasks, List<String> host) {
    long cache = Machine.cacheBytes(backend);
    boolean onHost = !backend.name().startsWith("cuda");
    int turns = rounds != null ? rounds : quick ? QUICK_ROUNDS : ROUNDS;
    Instant start = Instant.now();
    BenchProgress progress = new BenchProgress(tasks.size() * turns);
    progress.begin("ceilings");
    Ceilings ceilings =
        Ceilings.measure(backend, cache, onHost ? HOST_MATRIX : DEVICE_MATRIX, quick ? 0.3 : 1.5);
    Runner runner =
        new Runner(
            backend,
            device.precision().dtype(),
            quick ? StoppingRule.QUICK : StoppingRule.WHOLE,
            cache,
            progress);
    runner.run(tasks, turns);
    List<Row> rows = new ArrayList<>(runner.rows());
    List<String> skipped = new ArrayList<>(runner.skipped());
    if (!host.isEmpty()) {
      progress.begin("host, in JMH");
      try {
        rows.addAll(HostSuite.run(host, quick ? 1 : turns, quick ? 3 : 5, quick ? 0.1 : 0.5));
      } catch (InputException e) {
        skipped.add(e.getMessage()); // no reason to lose all other results
      }
    }
    Map<String, String> facts = new LinkedHashMap<>(Machine.facts(backend));
    facts.put("precision", device.precision().toString());
    facts.put("threads", System.getProperty("v2v.threads", "all"));
    facts.put("rounds", Integer.toString(turns));
    facts.put("date", start.truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("took", start.until(Instant.now(), ChronoUnit.SECONDS) + " s");
    return new Run(facts, ceilings, rows, skipped, complaints(rows));
  }

  private static List<String> complaints(List<Row> rows) {
    long disturbed =
        rows.stream()
            .filter(r -> r.complaints().stream().anyMatch(c -> c.startsWith("other processes")))
            .count();
    return disturbed == 0
        ? List.of()
        : List.of("other processes disturbed " + disturbed + " of " + rows.size() + " rows");
  }

  private Integer report(Run run) {
    List<Row> wrong =
        run.rows().stream().filter(r -> r.check().status() == Check.Status.WRONG).toList();
    wrong.forEach(r -> System.err.println("bench: " + r.key() + ": " + r.check().detail()));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("out", out.toString());
    json.put("rows", run.rows().size());
    json.put("wrong", wrong.stream().map(Row::key).toList());
    json.put("skipped", run.skipped());
    json.put("complaints", run.complaints());
    output.print(
        json,
        String.format(
            Locale.ROOT,
            "%s: %d rows, %d wrong, %d not applicable%s; see %s",
            out,
            run.rows().size(),
            wrong.size(),
            run.skipped().size(),
            run.complaints().isEmpty() ? "" : "; " + String.join("; ", run.complaints()),
            out.resolve(RunFiles.HTML)));
    return wrong.isEmpty() ? ExitCode.DONE : ExitCode.CHECK_FAILED;
  }

  private void print(List<Benchmark> benchmarks, List<String> host) {
    List<Map<String, Object>> json = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (Benchmark b : benchmarks) {
      json.add(Map.of("id", b.id(), "axes", b.axes()));
      text.append(String.format(Locale.ROOT, "%-40s", b.id()));
      b.axes().forEach(axis -> text.append(' ').append(axis));
      text.append('\n');
    }
    for (String name : host) {
      json.add(Map.of("id", "host/" + name, "axes", List.of()));
      text.append("host/").append(name).append('\n');
    }
    output.print(Map.of("benchmarks", json), text.toString().stripTrailing());
  }
}
