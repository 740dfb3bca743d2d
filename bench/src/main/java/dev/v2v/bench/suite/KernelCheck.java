package dev.v2v.bench.suite;

import dev.v2v.bench.cases.Tolerance;
import dev.v2v.bench.harness.Check;
import dev.v2v.bench.selftest.Comparison;
import dev.v2v.bench.suite.KernelRecorder.Launch;
import dev.v2v.bench.suite.KernelReplay.Before;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.TensorSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Compares a launch with the reference backend's, outputs poisoned beforehand. */
final class KernelCheck {
  private KernelCheck() {}

  /**
   * Checks one launch.
   *
   * @param tolerances by element type of an output
   */
  static Check check(Backend backend, Launch launch, Map<DType, Tolerance> tolerances) {
    Backend reference = Backends.open("reference");
    if (!KernelReplay.runs(reference, launch)) {
      return Check.none("the reference has no " + launch.kernel() + " on " + launch.dtype());
    }
    List<double[]> expected = KernelReplay.results(reference, launch, Before.POISON);
    Before before = Before.POISON;
    List<double[]> onRecorded = KernelReplay.results(reference, launch, Before.RECORDED);
    if (!same(expected, onRecorded)) {
      expected = onRecorded; // it adds to what is there, so what was there counts
      before = Before.RECORDED;
    }
    List<double[]> actual = KernelReplay.results(backend, launch, before);
    for (int i = 0; i < expected.size(); i++) {
      if (expected.get(i) != null) {
        Comparison c = compare(i, actual.get(i), expected.get(i), launch, tolerances);
        if (!c.passed()) {
          return Check.wrong(c.toString());
        }
      }
    }
    return Check.right("like the reference at a small shape");
  }

  private static boolean same(List<double[]> a, List<double[]> b) {
    for (int i = 0; i < a.size(); i++) {
      if (!Arrays.equals(a.get(i), b.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static Comparison compare(
      int i, double[] actual, double[] expected, Launch launch, Map<DType, Tolerance> tolerances) {
    TensorSpec spec = launch.outputs().get(i).spec();
    Tolerance tolerance =
        spec.dtype().isFloating()
            ? tolerances.getOrDefault(launch.dtype(), tolerances.get(DType.FLOAT32))
            : Tolerance.EXACT;
    double scale = Arrays.stream(expected).filter(Double::isFinite).map(Math::abs).max().orElse(1);
    return Comparison.of("output " + i, actual, expected, tolerance, Math.max(1, scale));
  }
}
