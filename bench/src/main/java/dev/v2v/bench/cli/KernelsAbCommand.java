package dev.v2v.bench.cli;

import dev.v2v.bench.ab.Variants;
import dev.v2v.bench.harness.Alternation;
import dev.v2v.bench.harness.Summary;
import dev.v2v.bench.report.Verdict;
import dev.v2v.bench.report.Verdict.Outcome;
import dev.v2v.bench.selftest.CaseResult;
import dev.v2v.bench.suite.KernelPair;
import dev.v2v.cli.DeviceOptions;
import dev.v2v.cli.ExitCode;
import dev.v2v.cli.OutputOptions;
import dev.v2v.engine.Backend;
import dev.v2v.engine.InputException;
import dev.v2v.kernels.KernelCatalogue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Judges a changed kernel beside the one in this build. */
@Command(
    name = "ab",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Judge a changed kernel: compile it, check it and the one in this build against the"
          + " reference",
      "in every operator case that launches it, time both in turns (A B B A) at the shapes of",
      "models, and say same, faster, slower or ambiguous. Exits 1 if one is wrong or it is slower."
    },
    footer = {
      "",
      "Examples:",
      "  v2v-engine kernels ab grid_sample --with mine --device cuda   # mine/grid_sample.cu",
      "  v2v-engine kernels ab softmax --with mine --device cpu        # mine/SoftmaxLoops.java"
    })
final class KernelsAbCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "As kernels list or bench --list has it.")
  private String name;

  @Option(
      names = "--with",
      paramLabel = "PATH",
      required = true,
      description = {
        "What is changed. For cuda and ptx a folder with .cu and .cuh files named like packaged",
        "ones. For cpu a folder with .java files of dev.v2v.engine.backend.cpu, or with their",
        "classes, or a jar."
      })
  private Path with;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "8",
      description = "Rounds of turns for the interval (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "0.5",
      description = "Least duration of a round (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--threshold",
      paramLabel = "SHARE",
      defaultValue = "0.03",
      description = "Smallest difference that matters (default: ${DEFAULT-VALUE}).")
  private double threshold;

  @Option(names = "--no-timing", description = "Check only.")
  private boolean checkOnly;

  @Mixin private DeviceOptions device;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  /** What one version got wrong. */
  private record Checked(int cases, List<String> problems) {}

  @Override
  public Integer call() {
    if (rounds < 2 || rounds > 1000 || !(threshold > 0) || !(seconds > 0)) {
      throw new ParameterException(
          spec.commandLine(),
          "--rounds must be from 2 to 1000, --seconds and --threshold more than 0, got "
              + rounds
              + ", "
              + seconds
              + " and "
              + threshold);
    }
    Backend first = device.open();
    Backend second = Variants.open(first.name(), first, with);
    List<KernelPair> pairs =
        kernels(first).stream().map(k -> new KernelPair(first, second, k)).toList();
    Checked a = check(pairs, false);
    Checked b = check(pairs, true);
    boolean right = a.problems().isEmpty() && b.problems().isEmpty();
    List<Verdict> verdicts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    text.append(checked("A, this build", a)).append(checked("B, " + with, b));
    if (right && !checkOnly) {
      pairs.forEach(pair -> measure(pair, verdicts, text));
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kernel", name);
    json.put("device", first.name());
    json.put("a", a);
    json.put("b", b);
    json.put("verdicts", verdicts);
    output.print(json, text.toString().stripTrailing());
    boolean slower = verdicts.stream().anyMatch(v -> v.outcome() == Outcome.SLOWER);
    return right && !slower ? ExitCode.DONE : ExitCode.CHECK_FAILED;
  }

  /** The kernels of the backend in which the work of the named one is done. */
  private List<String> kernels(Backend backend) {
    if (backend.kernels().listing().containsKey(name)) {
      return List.of(name);
    }
    return KernelCatalogue.packaged().kernels().stream()
        .filter(k -> k.name().equals(name) && backend.name().matches("(cuda|ptx).*"))
        .map(k -> k.ops().stream().filter(backend.kernels().listing()::containsKey).toList())
        .filter(ops -> !ops.isEmpty())
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "kernels ab: "
                        + backend.name()
                        + " has no kernel named "
                        + name
                        + "; kernels list and bench kernels --list have all"));
  }

  private static Checked check(List<KernelPair> pairs, boolean second) {
    List<CaseResult> results = pairs.stream().flatMap(p -> p.check(second).stream()).toList();
    return new Checked(
        results.size(),
        results.stream()
            .filter(r -> r.status() == CaseResult.Status.FAILED)
            .map(CaseResult::toString)
            .toList());
  }

  private static String checked(String what, Checked c) {
    StringBuilder text = new StringBuilder();
    int wrong = c.problems().size();
    text.append(
        String.format(
            Locale.ROOT,
            "%s: %d cases, %s%n",
            what,
            c.cases(),
            wrong == 0 ? "all right" : wrong + " wrong"));
    c.problems().forEach(p -> text.append("  ").append(p).append('\n'));
    return text.toString();
  }

  private void measure(KernelPair pair, List<Verdict> verdicts, StringBuilder text) {
    Alternation.Plan plan =
        new Alternation.Plan(
            Alternation.Plan.USUAL.sampleSeconds(),
            rounds,
            seconds,
            Alternation.Plan.USUAL.turns());
    List<KernelPair.Timed> rows = pair.timed(device.precision().dtype());
    Verdict.Rule rule = new Verdict.Rule(threshold, rows.size());
    for (KernelPair.Timed timed : rows) {
      Alternation times = pair.measure(timed, plan);
      Verdict verdict = Verdict.ofRatios(timed.toString(), times.ratios(), rule);
      verdicts.add(verdict);
      text.append(
          String.format(
              Locale.ROOT,
              "%s  %10.4g -> %10.4g us  %s%n",
              verdict.text(),
              1e6 * Summary.of(times.first()).seconds(),
              1e6 * Summary.of(times.second()).seconds(),
              timed));
    }
  }
}
