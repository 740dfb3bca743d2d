package dev.v2v.bench.suite;

import dev.v2v.bench.harness.Check;
import dev.v2v.bench.harness.Row;
import dev.v2v.bench.harness.Work;
import dev.v2v.bench.jmh.HostBenchmarks;
import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs {@link HostBenchmarks} in JMH, a fresh JVM for each fork, and takes over its samples. */
public final class HostSuite {
  private static final Map<String, Work> WORK = new TreeMap<>();

  static {
    int frame = HostBenchmarks.SIDE * HostBenchmarks.SIDE * 3;
    WORK.put("dispatch", new Work(1, "call", 12, 1));
    WORK.put("dispatchAndBackward", new Work(1, "call", 28, 2));
    WORK.put("allocate", new Work(1, "tensor", 0, 0));
    WORK.put("readCheckpoint", new Work(1, "file", 0, 0)); // mapped, not copied
    WORK.put(
        "decode",
        new Work(HostBenchmarks.FRAMES, "frame", (long) HostBenchmarks.FRAMES * frame, 0));
    WORK.put("drawPuppet", new Work(1, "frame", frame, 0));
  }

  private HostSuite() {}

  /** Names of the benchmarks. */
  public static Collection<String> names() {
    return List.copyOf(WORK.keySet());
  }

  /**
   * Runs benchmarks.
   *
   * @param names of {@link #names}
   * @param seconds of an iteration
   */
  public static List<Row> run(Collection<String> names, int forks, int iterations, double seconds) {
    String pattern =
        Pattern.quote(HostBenchmarks.class.getName() + ".") + "(" + String.join("|", names) + ")$";
    TimeValue each = TimeValue.milliseconds(Math.round(1000 * seconds));
    try {
      Path log = Files.createTempFile("v2v-jmh", ".log");
      try {
        var options =
            new OptionsBuilder()
                .include(pattern)
                .forks(forks)
                .warmupIterations(2)
                .warmupTime(each)
                .measurementIterations(iterations)
                .measurementTime(each)
                .shouldFailOnError(true)
                .output(log.toString()) // standard output is for results
                .build();
        return new Runner(options).run().stream().map(HostSuite::row).toList();
      } finally {
        Files.deleteIfExists(log);
      }
    } catch (RunnerException e) {
      throw new InputException("host: JMH could not run its benchmarks: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("host: JMH's log cannot be kept", e);
    }
  }

  private static Row row(RunResult result) {
    String full = result.getParams().getBenchmark();
    String name = full.substring(full.lastIndexOf('.') + 1);
    double scale = 1e-6; // JMH was told to count microseconds
    List<double[]> rounds = new ArrayList<>();
    for (BenchmarkResult fork : result.getBenchmarkResults()) {
      rounds.add(
          fork.getIterationResults().stream()
              .map(IterationResult::getPrimaryResult)
              .mapToDouble(r -> r.getScore() * scale)
              .toArray());
    }
    return new Row(
        "host",
        name,
        Map.of(),
        DType.FLOAT32,
        WORK.get(name),
        Check.none("what it does is tested elsewhere"),
        rounds,
        List.of(),
        List.of());
  }
}
