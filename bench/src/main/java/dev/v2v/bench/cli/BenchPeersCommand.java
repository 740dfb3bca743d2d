package dev.v2v.bench.cli;

import dev.v2v.bench.harness.Alternation;
import dev.v2v.bench.harness.Ceilings;
import dev.v2v.bench.harness.Inapplicable;
import dev.v2v.bench.harness.Machine;
import dev.v2v.bench.harness.Row;
import dev.v2v.bench.harness.Run;
import dev.v2v.bench.harness.Runner.Task;
import dev.v2v.bench.peers.PyTorchProcess;
import dev.v2v.bench.report.RunFiles;
import dev.v2v.bench.report.Verdict;
import dev.v2v.bench.suite.PeerSuite;
import dev.v2v.cli.DeviceOptions;
import dev.v2v.cli.ExitCode;
import dev.v2v.cli.OutputOptions;
import dev.v2v.engine.Backend;
import dev.v2v.engine.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures another framework beside the engine. */
@Command(
    name = "peers",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Let PyTorch do what operators and models launch, the same shapes in the same run, both in",
      "turns, and write the ratios. What PyTorch has no counterpart of is left out and said."
    },
    footer = {
      "",
      "Example:",
      "  v2v-engine bench peers --python /usr/bin/python3 grid_sample instance_norm fomm_frame"
    })
final class BenchPeersCommand implements Callable<Integer> {
  private static final int HOST_MATRIX = 1024;
  private static final int DEVICE_MATRIX = 8192;

  @Parameters(
      paramLabel = "FILTER",
      arity = "0..*",
      description = "Parts of ops/name and models/name (default: all).")
  private List<String> filters = List.of();

  /** Smallest difference that counts, as a share. */
  private static final double THRESHOLD = 0.03;

  @Option(
      names = "--python",
      paramLabel = "COMMAND",
      defaultValue = "python3",
      description = "A Python with PyTorch (default: ${DEFAULT-VALUE}).")
  private String python;

  @Option(names = "--quick", description = "One setting of each, short: a first impression.")
  private boolean quick;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "peers-report",
      description = "Folder for the reports (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Mixin private DeviceOptions device;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() {
    Backend backend = device.open();
    boolean gpu = backend.name().startsWith("cuda");
    List<Task> tasks = new BenchSelection(filters, Map.of(), quick).tasks(PeerSuite.benchmarks());
    if (tasks.isEmpty()) {
      throw new InputException("bench peers: nothing is named like " + filters);
    }
    int threads = Integer.getInteger("v2v.threads", Runtime.getRuntime().availableProcessors());
    List<Row> own = new ArrayList<>();
    List<Row> theirs = new ArrayList<>();
    List<Verdict> verdicts = new ArrayList<>();
    Verdict.Rule rule = new Verdict.Rule(THRESHOLD, tasks.size());
    List<String> skipped = new ArrayList<>();
    try (PyTorchProcess peer = PyTorchProcess.start(python, threads, gpu ? "cuda" : "cpu")) {
      Alternation.Plan plan =
          quick ? new Alternation.Plan(1e-3, 3, 0.1, 3) : new Alternation.Plan(1e-3, 6, 0.5, 5);
      long cache = Machine.cacheBytes(backend);
      PeerSuite suite = new PeerSuite(backend, device.precision().dtype(), cache, peer, plan);
      for (Task task : tasks) {
        System.err.println("bench peers: " + task);
        try {
          PeerSuite.Result result = suite.measure(task);
          own.add(result.own());
          theirs.add(result.theirs());
          verdicts.add(Verdict.ofRatios(result.own().key(), result.ratios(), rule));
        } catch (Inapplicable e) {
          skipped.add(task + ": " + e.getMessage());
        }
        backend.trim();
      }
      Ceilings ceilings =
          Ceilings.measure(backend, cache, gpu ? DEVICE_MATRIX : HOST_MATRIX, quick ? 0.3 : 1.5);
      Map<String, String> facts = new LinkedHashMap<>(Machine.facts(backend));
      facts.put("threads", Integer.toString(threads));
      facts.put("baseline", "PyTorch " + peer.version() + ", the faster of its memory formats");
      Run run = new Run(facts, ceilings, own, skipped, List.of());
      Run before = new Run(facts, ceilings, theirs, List.of(), List.of());
      RunFiles.write(run, out, before, verdicts);
    }
    return report(verdicts, skipped);
  }

  private Integer report(List<Verdict> verdicts, List<String> skipped) {
    StringBuilder text = new StringBuilder("time of the engine over that of PyTorch:\n");
    verdicts.forEach(v -> text.append(v.text()).append("  ").append(v.key()).append('\n'));
    skipped.forEach(s -> text.append("left out: ").append(s).append('\n'));
    text.append(String.format(Locale.ROOT, "see %s", out.resolve(RunFiles.HTML)));
    output.print(
        Map.of("ratios", verdicts, "skipped", skipped, "out", out.toString()), text.toString());
    return ExitCode.DONE;
  }
}
