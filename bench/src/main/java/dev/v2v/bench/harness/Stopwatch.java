package dev.v2v.bench.harness;

import dev.v2v.engine.Backend;
import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import java.util.Locale;

/**
 * Times a prepared state, one run at a time with an empty cache, and many in a row, by the clock of
 * what does the work: a GPU's own on a GPU, so that a single run there is without its launch.
 * Single-thread.
 */
final class Stopwatch implements AutoCloseable {
  /** Least duration of one sample, far above the resolution of the clock. */
  private static final double SAMPLE_SECONDS = 1e-3;

  /** Cold runs are slow to make: each empties the cache first. */
  private static final int COLD_SHARE = 2;

  private final Backend backend;
  private final StoppingRule rule;
  private final Tensor flood;
  private int turn;

  /**
   * @param cacheBytes of the last-level cache
   */
  Stopwatch(Backend backend, long cacheBytes, StoppingRule rule) {
    this.backend = backend;
    this.rule = rule;
    Shape twice = Shape.of(Math.toIntExact(2 * cacheBytes / 4));
    this.flood = Tensor.empty(backend, twice, DType.FLOAT32).persist();
  }

  /** Samples of one phase, and what was missed. */
  @SuppressWarnings("ArrayRecordComponent") // handed on at once, never compared
  record Phase(double[] seconds, String complaint) {}

  /**
   * Runs until code is compiled, pools are filled and what backends derive from each copy of the
   * inputs, packed weights for instance, is there; gives the time of one run.
   */
  double warmUp(State state) {
    long start = System.nanoTime();
    int runs = 0;
    double last;
    do {
      long began = System.nanoTime();
      state.launch(turn++);
      backend.stream().synchronize();
      last = (System.nanoTime() - began) / 1e9;
      runs++;
    } while (runs <= state.turns() || since(start) < rule.warmUpSeconds());
    return last;
  }

  /** Runs once, and then on until so many seconds are over. */
  void run(State state, double seconds) {
    long start = System.nanoTime();
    try (DeviceScope scope = backend.scope("profiled")) {
      do {
        state.launch(turn++);
        scope.backend().stream().synchronize();
      } while (since(start) < seconds);
    }
  }

  /** One run at a time, with nothing of it in the cache. */
  Phase cold(State state) {
    StoppingRule shorter =
        new StoppingRule(
            0,
            rule.leastSeconds() / COLD_SHARE,
            rule.mostSeconds() / COLD_SHARE,
            rule.leastSamples(),
            rule.noise());
    return phase(
        shorter,
        () -> {
          CoreKernels.fill(flood, turn);
          return seconds(state, 1);
        });
  }

  /** Many runs in a row, each on the next copy of the inputs. */
  Phase batch(State state, double estimate) {
    int runs = (int) Math.max(1, Math.min(1 << 20, Math.ceil(SAMPLE_SECONDS / estimate)));
    return phase(rule, () -> seconds(state, runs) / runs);
  }

  private double seconds(State state, int runs) {
    try (Stream.Mark start = backend.stream().mark()) {
      for (int i = 0; i < runs; i++) {
        state.launch(turn++);
      }
      try (Stream.Mark end = backend.stream().mark()) {
        return end.secondsSince(start);
      }
    }
  }

  private interface Sample {
    double take();
  }

  private static Phase phase(StoppingRule rule, Sample sample) {
    Samples samples = new Samples();
    StoppingRule.Watch watch = rule.watch();
    long start = System.nanoTime();
    StoppingRule.Reason reason;
    do {
      samples.add(sample.take());
      reason = watch.look(samples, since(start));
    } while (reason == null);
    return new Phase(samples.toArray(), complaint(rule, reason, samples));
  }

  private static String complaint(StoppingRule rule, StoppingRule.Reason reason, Samples samples) {
    if (reason != StoppingRule.Reason.TIMEOUT) {
      return null;
    }
    double[] values = samples.toArray();
    return samples.size() < rule.leastSamples()
        ? String.format(
            Locale.ROOT, "time was up after %d of %d samples", samples.size(), rule.leastSamples())
        : String.format(
            Locale.ROOT,
            "time was up at a noise of %.1f %%, wanted %.1f %%",
            100 * Statistics.halfWidth(values) / Statistics.median(values),
            100 * rule.noise());
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  @Override
  public void close() {
    flood.close();
  }
}
