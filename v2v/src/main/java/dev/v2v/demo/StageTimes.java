package dev.v2v.demo;

import dev.v2v.engine.Stream;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** Wall time of each stage, sample by sample. Single-thread. */
final class StageTimes {
  /**
   * Statistics of one stage.
   *
   * @param medianMs half of the samples took less; what is reported, as the first ones warm up
   * @param p95Ms 95 of 100 samples took no longer
   * @param totalSeconds of all samples
   */
  record Summary(
      String stage,
      String per,
      boolean network,
      int samples,
      double medianMs,
      double p95Ms,
      double totalSeconds) {}

  private final Stream stream;
  private final Map<Stage, long[]> nanos = new EnumMap<>(Stage.class);
  private final Map<Stage, Integer> counts = new EnumMap<>(Stage.class);

  /**
   * @param stream waited for before a clock is stopped
   */
  StageTimes(Stream stream) {
    this.stream = stream;
  }

  <T> T time(Stage stage, Supplier<T> work) {
    long began = System.nanoTime();
    T result = work.get();
    stream.synchronize();
    add(stage, System.nanoTime() - began);
    return result;
  }

  void time(Stage stage, Runnable work) {
    time(
        stage,
        () -> {
          work.run();
          return null;
        });
  }

  private void add(Stage stage, long sample) {
    int n = counts.merge(stage, 1, Integer::sum);
    long[] samples = nanos.computeIfAbsent(stage, s -> new long[16]);
    if (n > samples.length) {
      samples = Arrays.copyOf(samples, 2 * samples.length);
      nanos.put(stage, samples);
    }
    samples[n - 1] = sample;
  }

  /** Statistics of a stage that has at least one sample. */
  Summary summary(Stage stage) {
    long[] sorted = Arrays.copyOf(nanos.get(stage), counts.get(stage));
    Arrays.sort(sorted);
    return new Summary(
        stage.title(),
        stage.unit(),
        stage.network(),
        sorted.length,
        sorted[sorted.length / 2] / 1e6,
        sorted[Math.min(sorted.length - 1, sorted.length * 95 / 100)] / 1e6,
        Arrays.stream(sorted).sum() / 1e9);
  }
}
