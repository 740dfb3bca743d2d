package dev.v2v.bench.analyze;

import dev.v2v.bench.cases.AllCases;
import dev.v2v.bench.cases.CaseFamily;
import dev.v2v.bench.cases.OpCase;
import dev.v2v.bench.selftest.CaseResult;
import dev.v2v.bench.selftest.ContractCheck;
import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import dev.v2v.engine.backend.cuda.CudaBackend;
import dev.v2v.engine.backend.ptx.PtxPlatform;
import dev.v2v.engine.ptx.machine.LaunchProfile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What every kernel does in the operator case in which it does most: one row a kernel for reports,
 * the same numbers in every run. Immutable.
 *
 * @param kernels by entry point
 */
public record KernelSurvey(List<KernelAnalysis> kernels) {
  public KernelSurvey {
    kernels = List.copyOf(kernels);
  }

  /**
   * Runs operator cases on the interpreter.
   *
   * @param caseFilter part of the names of the cases to look at; empty for all, which takes some
   *     ten seconds
   * @throws InputException if none of the cases has it
   */
  public static KernelSurvey run(PtxPlatform platform, String caseFilter, DType dtype) {
    ContractCheck contract = new ContractCheck(new CudaBackend("ptx", platform.platform()));
    List<LaunchProfile> launches = new ArrayList<>();
    platform.driver().observe(launches::add);
    Map<String, KernelAnalysis> most = new TreeMap<>();
    for (CaseFamily family : AllCases.families()) {
      for (OpCase c : family.cases()) {
        if (c.name().contains(caseFilter) && c.types().contains(dtype)) {
          CaseResult result = contract.run(c, dtype);
          launches.stream()
              .collect(Collectors.groupingBy(l -> l.kernel().name()))
              .forEach(
                  (entry, own) ->
                      most.merge(
                          entry, KernelAnalysis.of(c.name(), result, own), KernelAnalysis::larger));
          launches.clear();
        }
      }
    }
    if (most.isEmpty()) {
      throw new InputException("no case has '" + caseFilter + "' in its name");
    }
    return new KernelSurvey(new ArrayList<>(most.values()));
  }

  /** For programs: a summary of each kernel, without its lines. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("note", AnalysisReport.NOTE);
    json.put("kernels", kernels.stream().map(KernelAnalysis::summary).toList());
    return json;
  }

  /** A table for people. */
  public String text() {
    StringBuilder text = new StringBuilder(AnalysisReport.NOTE + "\n\n");
    text.append(
        "%-40s %12s %9s %7s %9s %7s %7s  %s%n"
            .formatted(
                "kernel", "lanes", "sectors", "needed", "flops/B", "passes", "parted", "case"));
    for (KernelAnalysis k : kernels) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-40s %12d %9d %5.0f %% %9.2f %7d %7d  %s%n",
              k.entry(),
              k.totals().laneInstructions(),
              k.totals().sectors(),
              100 * k.totals().efficiency(),
              k.totals().intensity(),
              k.totals().passes(),
              k.totals().diverged(),
              k.caseName() + (k.problem().isEmpty() ? "" : " FAILED: " + k.problem())));
    }
    return text.toString().stripTrailing();
  }

  /** Whether every case passed. */
  public boolean passed() {
    return kernels.stream().allMatch(k -> k.problem().isEmpty());
  }
}
