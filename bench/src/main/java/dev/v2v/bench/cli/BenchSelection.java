package dev.v2v.bench.cli;

import dev.v2v.bench.harness.Axis;
import dev.v2v.bench.harness.Benchmark;
import dev.v2v.bench.harness.Runner.Task;
import dev.v2v.bench.harness.Setting;
import dev.v2v.engine.InputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which settings of which benchmarks to run. Immutable.
 *
 * @param filters parts of {@code suite/name}; empty for all
 * @param axes values by axis in place of a benchmark's own
 * @param quick the first value of each axis only
 */
record BenchSelection(List<String> filters, Map<String, List<String>> axes, boolean quick) {
  /** Whether the filters let a benchmark through. */
  boolean wants(String id) {
    return filters.isEmpty() || filters.stream().anyMatch(id::contains);
  }

  /**
   * All that is to be run, in order.
   *
   * @throws InputException if an axis is one of none of the benchmarks
   */
  List<Task> tasks(Collection<Benchmark> benchmarks) {
    List<Task> tasks = new ArrayList<>();
    Set<String> unused = new LinkedHashSet<>(axes.keySet());
    for (Benchmark benchmark : benchmarks) {
      if (wants(benchmark.id())) {
        benchmark.axes().forEach(axis -> unused.remove(axis.name()));
        Setting.all(benchmark.axes().stream().map(this::chosen).toList())
            .forEach(setting -> tasks.add(new Task(benchmark, setting)));
      }
    }
    if (!unused.isEmpty()) {
      throw new InputException("--axis: no chosen benchmark has " + unused);
    }
    return tasks;
  }

  private Axis chosen(Axis axis) {
    List<String> given = axes.get(axis.name());
    if (given != null) {
      return new Axis(axis.name(), given);
    }
    return quick ? new Axis(axis.name(), axis.values().subList(0, 1)) : axis;
  }
}
