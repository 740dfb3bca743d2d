package dev.v2v.bench.selftest;

import dev.v2v.bench.cases.OpCase;
import dev.v2v.bench.cases.Tolerance;
import dev.v2v.bench.selftest.CaseResult.Status;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.Guards;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Holds a backend to what a case promises: shapes and types like the {@code reference} backend's,
 * values and gradients like its float64 run on the same inputs, no write outside of an output, no
 * read of memory that nobody wrote, and no memory left behind. Single-thread.
 */
public final class ContractCheck {
  private static final double[] NONE = {};

  /** Kernels that multiply in TF32 where that was asked for. */
  private static final Set<String> PRODUCTS =
      Set.of(
          "conv2d",
          "conv2d_backward_data",
          "conv2d_backward_weight",
          "conv_transpose2d",
          "linear",
          "matmul");

  private final Backend target;
  private final boolean tf32;
  private final Backend oracle = Backends.open("reference");
  private final LaunchLog log = new LaunchLog();

  public ContractCheck(Backend target) {
    this(target, false);
  }

  /**
   * @param tf32 whether the target was opened to multiply float32 in TF32
   */
  public ContractCheck(Backend target, boolean tf32) {
    this.target = target;
    this.tf32 = tf32;
  }

  /** Runs one case in one floating type. Failures are results, also unexpected exceptions. */
  public CaseResult run(OpCase c, DType run) {
    double[][] values = Evaluation.rounded(c, run);
    try {
      log.drain();
      Evaluation template = Evaluation.full(log.backend(), c, run, values, run);
      Set<LaunchLog.Launch> launches = log.drain();
      List<String> missing = missing(launches);
      if (!missing.isEmpty()) {
        return new CaseResult(
            "contract", c.name(), run, Status.SKIPPED, 0, target.name() + " has no " + missing);
      }
      Evaluation expected = Evaluation.full(oracle, c, DType.FLOAT64, values, run);
      List<String> problems = new ArrayList<>();
      Evaluation actual = guarded(c, run, values, problems);
      if (!actual.specs().equals(template.specs())) {
        problems.add("outputs must be " + template.specs() + ", got " + actual.specs());
        return result(c, run, Double.POSITIVE_INFINITY, problems);
      }
      boolean rounded =
          tf32
              && run == DType.FLOAT32
              && launches.stream().anyMatch(l -> PRODUCTS.contains(l.kernel()));
      Tolerance tolerance = rounded ? Tolerance.TF32 : c.tolerances().get(run);
      double share = compare(c, tolerance, actual, expected, problems);
      return result(c, run, share, problems);
    } catch (RuntimeException | AssertionError e) {
      return result(c, run, Double.POSITIVE_INFINITY, List.of(e.toString()));
    }
  }

  private static CaseResult result(OpCase c, DType run, double share, List<String> problems) {
    Status status = problems.isEmpty() ? Status.PASSED : Status.FAILED;
    return new CaseResult("contract", c.name(), run, status, share, String.join("; ", problems));
  }

  /** A kernel that the reference needed and the target does not list. */
  private List<String> missing(Set<LaunchLog.Launch> launches) {
    return launches.stream()
        .filter(l -> !target.kernels().contains(Kernel.key(l.kernel()), l.dtype()))
        .map(l -> l.kernel() + " on " + l.dtype())
        .toList();
  }

  private Evaluation guarded(OpCase c, DType run, double[][] values, List<String> problems) {
    long before = target.memory().live();
    Evaluation actual;
    try (Guards guards = Guards.open()) {
      actual = Evaluation.full(target, c, run, values, run);
      problems.addAll(guards.violations());
    }
    long left = target.memory().live() - before;
    if (left != 0) {
      problems.add("memory must be released, got " + left + " bytes left");
    }
    return actual;
  }

  private static double compare(
      OpCase c,
      Tolerance tolerance,
      Evaluation actual,
      Evaluation expected,
      List<String> problems) {
    List<Comparison> all = new ArrayList<>();
    for (int i = 0; i < actual.outputs().size(); i++) {
      TensorSpec spec = actual.specs().get(i);
      Tolerance t = spec.dtype().isFloating() ? tolerance : Tolerance.EXACT;
      all.add(
          Comparison.of("output " + i, actual.outputs().get(i), expected.outputs().get(i), t, 1));
    }
    if (c.expected() != null) {
      double[] first = actual.outputs().get(0);
      double[] known = c.expected().stream().mapToDouble(Double::doubleValue).toArray();
      if (first.length != known.length) {
        problems.add("must have " + known.length + " values, got " + first.length);
      } else {
        all.add(Comparison.of("known output", first, known, tolerance, 1));
      }
    }
    for (int i = 0; i < c.inputs().size(); i++) {
      double[] g = expected.gradients() == null ? null : expected.gradients().get(i);
      String what = "gradient of " + c.inputs().get(i).name();
      all.add(
          g == null
              ? Comparison.of(what, NONE, NONE, tolerance, 1)
              : Comparison.of(
                  what, actual.gradients().get(i), g, tolerance, Comparison.magnitude(g)));
    }
    all.stream().filter(x -> !x.passed()).forEach(x -> problems.add(x.toString()));
    return all.stream().mapToDouble(Comparison::share).max().orElse(0);
  }
}
