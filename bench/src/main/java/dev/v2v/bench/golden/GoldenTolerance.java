package dev.v2v.bench.golden;

import dev.v2v.bench.cases.Tolerance;
import dev.v2v.bench.selftest.Comparison;
import dev.v2v.nn.checkpoint.ArrayData;
import java.util.Collection;

/** The agreement asked for in float32, on every backend. */
final class GoldenTolerance {
  /** Outputs, losses and optimiser steps. */
  static final Tolerance OUTPUT = new Tolerance(1e-4, 1e-3);

  private static final double GRADIENT_OF_TENSOR = 1e-3;
  private static final double GRADIENT_OF_CASE = 1e-5;

  private GoldenTolerance() {}

  static Comparison output(String what, double[] actual, double[] expected) {
    return Comparison.of(what, actual, expected, OUTPUT, 1);
  }

  /**
   * Gradients: 1e-3 of the tensor's largest entry plus 1e-5 of the case's, since the gradient of a
   * bias before a normalisation vanishes and float32 renders that as rounding noise.
   */
  static Comparison gradient(
      String what, double[] actual, double[] expected, double largestOfCase) {
    double budget = GRADIENT_OF_TENSOR * largest(expected) + GRADIENT_OF_CASE * largestOfCase;
    return Comparison.of(what, actual, expected, new Tolerance(budget, 0), 1);
  }

  static double largest(double[] values) {
    double max = 0;
    for (double v : values) {
      max = Math.max(max, Math.abs(v));
    }
    return max;
  }

  static double largest(Collection<ArrayData> arrays) {
    return arrays.stream().mapToDouble(a -> largest(a.toDoubles())).max().orElse(0);
  }
}
