package dev.v2v.tests.ptx;

import dev.v2v.bench.cases.AllCases;
import dev.v2v.bench.cases.CaseFamily;
import dev.v2v.bench.cases.OpCase;
import dev.v2v.bench.selftest.CaseResult;
import dev.v2v.bench.selftest.ContractCheck;
import dev.v2v.engine.DType;
import dev.v2v.engine.backend.cuda.CudaBackend;
import dev.v2v.engine.backend.ptx.PtxPlatform;
import dev.v2v.engine.ptx.machine.LaunchProfile;
import dev.v2v.engine.ptx.machine.LaunchTotals;
import dev.v2v.engine.ptx.machine.Schedule;
import dev.v2v.kernels.KernelCatalogue;
import dev.v2v.kernels.KernelInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * All operator cases on the {@code ptx} device, run once for the tests that look at them: with the
 * kernels' default versions and with the others; where a gradient is scattered, with both again
 * gathering it.
 */
final class PtxLane {
  private static final long SHUFFLE = 20_240_601;
  private static PtxLane instance;

  /** Results of the default versions. */
  final List<CaseResult> defaults;

  /** Results of the other versions, and of gathered gradients. */
  final List<CaseResult> others = new ArrayList<>();

  /** Sums of the default versions in float32, by {@code case | entry point}. */
  final Map<String, LaunchTotals> totals = new TreeMap<>();

  /** Entry points that ran in any of them. */
  final Set<String> launched = new TreeSet<>();

  /** Entry points whose results depend on the order of blocks and warps. */
  final Set<String> orderDependent = new TreeSet<>();

  /** Cases that launched a kernel whose order of additions is not fixed. */
  private final Set<String> scattering = new TreeSet<>();

  private final Set<String> unordered = new TreeSet<>();
  private String current = "";

  private PtxLane() {
    for (KernelInfo k : KernelCatalogue.packaged().kernels()) {
      if (!k.deterministic()) {
        unordered.addAll(k.entries());
      }
    }
    defaults = run(true, c -> true);
    Predicate<OpCase> scatters = c -> scattering.contains(c.name());
    others.addAll(with(otherVersions(), c -> true));
    others.addAll(with(Map.of("v2v.deterministic", "true"), scatters));
    Map<String, String> both = otherVersions();
    both.put("v2v.deterministic", "true");
    others.addAll(with(both, scatters));
  }

  private List<CaseResult> with(Map<String, String> properties, Predicate<OpCase> cases) {
    properties.forEach(System::setProperty);
    try {
      return run(false, cases);
    } finally {
      properties.keySet().forEach(System::clearProperty);
    }
  }

  /** The lane; what goes first runs it. */
  static synchronized PtxLane instance() {
    if (instance == null) {
      instance = new PtxLane();
    }
    return instance;
  }

  /** {@link #totals} once more, on a machine of its own. */
  static Map<String, LaunchTotals> countedOnOneCore() {
    PtxPlatform platform = new PtxPlatform(false, 1);
    ContractCheck contract = new ContractCheck(new CudaBackend("ptx", platform.platform()));
    Map<String, LaunchTotals> totals = new TreeMap<>();
    for (CaseFamily family : AllCases.families()) {
      for (OpCase c : family.cases()) {
        if (c.types().contains(DType.FLOAT32)) {
          String key = key(family, c);
          platform.driver().observe(profile -> count(totals, key, profile));
          contract.run(c, DType.FLOAT32);
        }
      }
    }
    return totals;
  }

  private static String key(CaseFamily family, OpCase c) {
    return family.name() + ": " + c.name();
  }

  private static void count(Map<String, LaunchTotals> totals, String key, LaunchProfile profile) {
    String line = key + " | " + profile.kernel().name();
    totals.merge(line, LaunchTotals.of(profile), LaunchTotals::plus);
  }

  private static Map<String, String> otherVersions() {
    Map<String, String> properties = new TreeMap<>();
    for (KernelInfo k : KernelCatalogue.packaged().kernels()) {
      k.versions().stream()
          .filter(Predicate.not(k.defaultVersion()::equals))
          .findFirst()
          .ifPresent(v -> properties.put("v2v.kernel." + k.name(), v));
    }
    return properties;
  }

  /** Float32 runs twice, in ascending and in shuffled order. */
  private List<CaseResult> run(boolean count, Predicate<OpCase> cases) {
    PtxPlatform platform = new PtxPlatform();
    ContractCheck contract = new ContractCheck(new CudaBackend("ptx", platform.platform()));
    List<CaseResult> results = new ArrayList<>();
    for (CaseFamily family : AllCases.families()) {
      for (OpCase c : family.cases().stream().filter(cases).toList()) {
        for (DType dtype : c.types()) {
          boolean single = dtype == DType.FLOAT32;
          current = count && single ? key(family, c) : "";
          platform.driver().observe(profile -> note(c, profile));
          platform.driver().permute(single ? new Schedule(SHUFFLE) : null, orderDependent::add);
          results.add(contract.run(c, dtype));
        }
      }
    }
    return results;
  }

  private void note(OpCase c, LaunchProfile profile) {
    String entry = profile.kernel().name();
    launched.add(entry);
    if (unordered.contains(entry)) {
      scattering.add(c.name());
    }
    if (!current.isEmpty()) {
      count(totals, current, profile);
    }
  }
}
