package dev.v2v.bench.suite;

import dev.v2v.bench.harness.Benchmark;
import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import java.util.ArrayList;
import java.util.List;

/** All benchmarks that the harness times itself; the suite {@code host} is JMH's. */
public final class Suites {
  /** Names of the suites, the order in which they run. */
  public static final List<String> NAMES = List.of("ops", "kernels", "layers", "models", "host");

  private Suites() {}

  /**
   * The benchmarks of some suites.
   *
   * @param names of {@link #NAMES}; {@code host} has none here
   */
  public static List<Benchmark> of(List<String> names, Backend backend, DType dtype) {
    List<Benchmark> all = new ArrayList<>();
    if (names.contains("ops")) {
      OpShapes.all().forEach(shape -> all.add(OpBenchmark.of(shape)));
    }
    if (names.contains("kernels")) {
      all.addAll(KernelBenchmarks.of(backend, dtype));
    }
    if (names.contains("layers")) {
      all.addAll(LayerBenchmarks.all());
    }
    if (names.contains("models")) {
      all.addAll(ModelBenchmarks.all());
    }
    return List.copyOf(all);
  }
}
