package dev.v2v.bench.analyze;

import dev.v2v.bench.cases.AllCases;
import dev.v2v.bench.cases.CaseFamily;
import dev.v2v.bench.cases.OpCase;
import dev.v2v.bench.selftest.CaseResult;
import dev.v2v.bench.selftest.ContractCheck;
import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import dev.v2v.engine.backend.cuda.CudaBackend;
import dev.v2v.engine.backend.cuda.driver.LaunchShape;
import dev.v2v.engine.backend.cuda.launch.DeviceKernels;
import dev.v2v.engine.backend.ptx.PtxPlatform;
import dev.v2v.engine.ptx.machine.LaunchProfile;
import dev.v2v.engine.ptx.machine.LaunchTotals;
import dev.v2v.engine.ptx.machine.StepProfile;
import dev.v2v.kernels.KernelBudget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one entry point did in one operator case, over all its launches there. Immutable.
 *
 * @param caseName the case
 * @param problem what the case found wrong, empty if it passed
 * @param shape of the largest launch
 * @param steps every instruction of the kernel in its order
 */
public record KernelAnalysis(
    String caseName,
    String problem,
    String entry,
    LaunchShape shape,
    LaunchTotals totals,
    List<StepProfile> steps) {

  /**
   * Runs operator cases, and keeps the one in which the kernel does most.
   *
   * @param platform the device; its kernels' versions are those that it launches
   * @param kernel name in the catalogue
   * @param caseFilter part of the names of the cases to look at
   * @throws InputException if none of them launches the kernel
   */
  public static KernelAnalysis run(
      PtxPlatform platform, String kernel, String caseFilter, DType dtype) {
    ContractCheck contract = new ContractCheck(new CudaBackend("ptx", platform.platform()));
    String start = kernel + "_v";
    List<LaunchProfile> launches = new ArrayList<>();
    platform
        .driver()
        .observe(
            profile -> {
              if (isOf(profile.kernel().name(), start)) {
                launches.add(profile);
              }
            });
    KernelAnalysis most = null;
    String failed = "";
    for (CaseFamily family : AllCases.families()) {
      for (OpCase c : family.cases()) {
        if (c.name().contains(caseFilter) && c.types().contains(dtype)) {
          CaseResult result = contract.run(c, dtype);
          KernelAnalysis analysis = of(c.name(), result, launches);
          launches.clear();
          boolean first = result.status() == CaseResult.Status.FAILED && failed.isEmpty();
          failed = first ? "; " + c.name() + " failed: " + result.detail() : failed;
          most = larger(most, analysis);
        }
      }
    }
    if (most == null) {
      throw new InputException(
          "analyze: no case with '"
              + caseFilter
              + "' in its name launches "
              + kernel
              + " for "
              + DeviceKernels.suffix(dtype)
              + failed);
    }
    return most;
  }

  /** {@code name_v1_f32} is of {@code name_v}; {@code name_vectors_v1_f32} is not. */
  private static boolean isOf(String entry, String start) {
    return entry.startsWith(start)
        && entry.length() > start.length()
        && Character.isDigit(entry.charAt(start.length()));
  }

  static KernelAnalysis of(String name, CaseResult result, List<LaunchProfile> launches) {
    if (launches.isEmpty()) {
      return null;
    }
    String entry = launches.get(0).kernel().name();
    LaunchShape shape = launches.get(0).shape();
    LaunchTotals totals = LaunchTotals.NONE;
    List<StepProfile> steps = null;
    for (LaunchProfile launch : launches) {
      if (launch.kernel().name().equals(entry)) {
        totals = totals.plus(LaunchTotals.of(launch));
        steps = steps == null ? launch.steps() : sum(steps, launch.steps());
        shape = launch.shape().gridX() > shape.gridX() ? launch.shape() : shape;
      }
    }
    String problem = result.status() == CaseResult.Status.PASSED ? "" : result.detail();
    return new KernelAnalysis(name, problem, entry, shape, totals, steps);
  }

  private static List<StepProfile> sum(List<StepProfile> a, List<StepProfile> b) {
    List<StepProfile> sum = new ArrayList<>();
    for (int i = 0; i < a.size(); i++) {
      sum.add(a.get(i).plus(b.get(i)));
    }
    return sum;
  }

  /** The one with more lane instructions; either may be {@code null}. */
  static KernelAnalysis larger(KernelAnalysis a, KernelAnalysis b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return b.totals.laneInstructions() > a.totals.laneInstructions() ? b : a;
  }

  /** The numbers of the whole kernel for programs, without its lines. */
  public Map<String, Object> summary() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("entry", entry);
    json.put("case", caseName);
    json.put("problem", problem);
    json.put("launch", shape.toString());
    json.put("totals", totals);
    json.put("efficiency", totals.efficiency());
    json.put("flopsPerByte", totals.intensity());
    json.put("occupancy", occupancy());
    return json;
  }

  /** On every architecture that it was assembled for; empty for a changed kernel. */
  List<Occupancy> occupancy() {
    return KernelBudget.recorded().stream()
        .filter(b -> b.entry().equals(entry))
        .map(b -> Occupancy.of(b, shape.blockX(), shape.sharedBytes()))
        .toList();
  }
}
