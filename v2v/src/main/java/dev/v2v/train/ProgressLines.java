package dev.v2v.train;

import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Progress for logs: a line a report. */
record ProgressLines(Consumer<String> out, String task, long total) implements RunProgress {
  @Override
  public void step(long done, Rate rate) {}

  @Override
  public void report(long done, Rate rate, Map<String, Double> means) {
    out.accept(
        String.format(
            Locale.ROOT,
            "%s %d%s, %.1f samples/s%s%s",
            task,
            done,
            total == Long.MAX_VALUE ? "" : "/" + total,
            rate.samplesPerSecond(),
            left(done, total, rate),
            text(means)));
  }

  /** {@code , 0:01:02 left}; nothing if there is no last step. */
  static String left(long done, long total, Rate rate) {
    return total == Long.MAX_VALUE ? "" : ", " + rate.timeFor(total - done) + " left";
  }

  /** {@code , name 0.12345} for each. */
  static String text(Map<String, Double> means) {
    StringBuilder text = new StringBuilder();
    means.forEach((name, mean) -> text.append(String.format(Locale.ROOT, ", %s %.5f", name, mean)));
    return text.toString();
  }

  @Override
  public void close() {}
}
