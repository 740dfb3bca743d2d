package dev.v2v.bench.selftest;

import dev.v2v.bench.cases.OpCase;
import dev.v2v.bench.cases.Tolerance;
import dev.v2v.bench.selftest.CaseResult.Status;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Compares the gradients of a case with central differences, in float64 on {@code reference}, for
 * the sum of outputs times a random cotangent. Inputs with many elements are sampled.
 * Single-thread.
 */
public final class GradientCheck {
  /** Entries checked per input; fewer of a large one, where each takes long. */
  private static final int SAMPLES = 256;

  private static final int LARGE = 10_000;
  private static final int SAMPLES_OF_LARGE = 24;

  /** Truncation costs about STEP^2, rounding about 1e-16 / STEP: both near 1e-10. */
  private static final double STEP = 1e-5;

  private static final Tolerance TOLERANCE = new Tolerance(2e-8, 1e-6);

  private final Backend reference = Backends.open("reference");

  /** Whether finite differences say anything about {@code c}. */
  public static boolean applies(OpCase c) {
    return c.differentiable() && c.noGradientCheck() == null;
  }

  /** Checks one case; a failure is a result, also an unexpected exception. */
  public CaseResult run(OpCase c) {
    double[][] values = c.draw();
    List<String> problems = new ArrayList<>();
    double share = 0;
    try {
      Evaluation at = Evaluation.full(reference, c, DType.FLOAT64, values, DType.FLOAT64);
      for (int i = 0; i < values.length; i++) {
        if (c.inputs().get(i).differentiable()) {
          Comparison worst = check(c, values, i, at.gradients().get(i));
          share = Math.max(share, worst.share());
          if (!worst.passed()) {
            problems.add(worst.toString());
          }
        }
      }
    } catch (RuntimeException | AssertionError e) {
      problems.add(e.toString());
    }
    Status status = problems.isEmpty() ? Status.PASSED : Status.FAILED;
    return new CaseResult(
        "gradient", c.name(), DType.FLOAT64, status, share, String.join("; ", problems));
  }

  private Comparison check(OpCase c, double[][] values, int input, double[] gradient) {
    String what = "gradient of " + c.inputs().get(input).name();
    double scale = Comparison.magnitude(gradient);
    Comparison worst = new Comparison(what, -1, 0, 0, 0);
    for (int index : indices(c, gradient.length)) {
      double numeric = centralDifference(c, values, input, index);
      Comparison one =
          Comparison.of(
              what, new double[] {gradient[index]}, new double[] {numeric}, TOLERANCE, scale);
      if (one.share() > worst.share()) {
        worst = new Comparison(what, index, one.actual(), one.expected(), one.share());
      }
    }
    return worst;
  }

  private static int[] indices(OpCase c, int length) {
    if (length <= SAMPLES) {
      return IntStream.range(0, length).toArray();
    }
    int samples = length <= LARGE ? SAMPLES : SAMPLES_OF_LARGE;
    return new SplittableRandom(c.seed(2000)).ints(samples, 0, length).toArray();
  }

  private double centralDifference(OpCase c, double[][] values, int input, int index) {
    double x = values[input][index];
    double step = STEP * Math.max(1, Math.abs(x));
    double above = x + step;
    double below = x - step;
    values[input][index] = above;
    List<double[]> up = Evaluation.forward(reference, c, DType.FLOAT64, values).outputs();
    values[input][index] = below;
    List<double[]> down = Evaluation.forward(reference, c, DType.FLOAT64, values).outputs();
    values[input][index] = x;
    double sum = 0;
    for (int o = 0; o < up.size(); o++) {
      double[] cotangent = Evaluation.cotangent(c, o, up.get(o).length);
      for (int i = 0; i < cotangent.length; i++) {
        sum += cotangent[i] * (up.get(o)[i] - down.get(o)[i]);
      }
    }
    return sum / (above - below);
  }
}
