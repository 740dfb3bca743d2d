package dev.v2v.bench.harness;

import java.util.List;

/**
 * Something to measure. Immutable.
 *
 * @param suite {@code ops}, {@code kernels}, {@code layers}, {@code models} or {@code host}
 * @param name unique within its suite
 * @param axes in the order in which results list them
 */
public record Benchmark(String suite, String name, List<Axis> axes, Body body) {
  public Benchmark {
    axes = List.copyOf(axes);
  }

  /** Makes a setting ready to run. */
  @FunctionalInterface
  public interface Body {
    /**
     * Makes inputs, declares the work, and hands over a launcher and a check.
     *
     * @throws Inapplicable if the setting cannot run in this type or on this device
     */
    void prepare(State state);
  }

  /** {@code ops/grid_sample} for instance: what filters match. */
  public String id() {
    return suite + "/" + name;
  }

  @Override
  public String toString() {
    return id();
  }
}
