package dev.v2v.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** Running means by name, over frames or steps. Single-thread. */
public final class MetricTable {
  /**
   * What is known of one metric.
   *
   * @param mean of the finite values; NaN if there were none
   * @param count how many finite values there were
   * @param excluded how many values did not enter: absent ones (no face, nothing visible) and
   *     infinite or undefined ones (PSNR of equal pictures)
   */
  public record Summary(double mean, long count, long excluded) {}

  private static final class Running {
    double sum;
    double compensation;
    long count;
    long excluded;

    /** Neumaier's summation: means of millions of steps do not depend on their order. */
    void add(double value) {
      double next = sum + value;
      compensation +=
          Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
      sum = next;
      count++;
    }

    Summary summary() {
      return new Summary((sum + compensation) / count, count, excluded);
    }
  }

  private final Map<String, Running> metrics = new LinkedHashMap<>();

  /** Takes one value in. */
  public void add(String name, double value) {
    Running running = metrics.computeIfAbsent(name, n -> new Running());
    if (Double.isFinite(value)) {
      running.add(value);
    } else {
      running.excluded++;
    }
  }

  /** Takes one value in, or counts that there was none. */
  public void add(String name, OptionalDouble value) {
    add(name, value.orElse(Double.NaN));
  }

  /** Takes the values of one step in. */
  public void addAll(Map<String, Double> values) {
    values.forEach(this::add);
  }

  public boolean isEmpty() {
    return metrics.isEmpty();
  }

  /** All metrics, in the order in which they first came. */
  public Map<String, Summary> summaries() {
    Map<String, Summary> summaries = new LinkedHashMap<>();
    metrics.forEach((name, running) -> summaries.put(name, running.summary()));
    return Collections.unmodifiableMap(summaries);
  }

  /** The means alone. */
  public Map<String, Double> means() {
    Map<String, Double> means = new LinkedHashMap<>();
    metrics.forEach((name, running) -> means.put(name, running.summary().mean()));
    return Collections.unmodifiableMap(means);
  }

  /** Starts anew. */
  public void clear() {
    metrics.clear();
  }
}
