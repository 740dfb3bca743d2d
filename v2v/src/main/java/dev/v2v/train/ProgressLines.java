package dev.v2v.train;

import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Progress for logs: a line a report. */
record ProgressLines(Consumer<String> out, String task, Goal goal) implements RunProgress {
  @Override
  public void step(long done, Rate rate) {}

  @Override
  public void report(long done, Rate rate, Map<String, Double> means) {
    out.accept(
        String.format(
            Locale.ROOT,
            "%s %d%s, %s samples/s%s%s",
            task,
            done,
            goal.isEndless() ? "" : "/" + goal.steps(),
            rateText(rate),
            goal.left(done, rate),
            text(means)));
  }

  /** Samples a second with three digits or so: large models take minutes for one. */
  static String rateText(Rate rate) {
    double samples = rate.samplesPerSecond();
    return String.format(Locale.ROOT, samples < 1 ? "%.4f" : "%.1f", samples);
  }

  /** {@code , name 0.12345} for each; dotted names, of one network or layer, are for logs only. */
  static String text(Map<String, Double> means) {
    StringBuilder text = new StringBuilder();
    means.forEach(
        (name, mean) -> {
          if (name.indexOf('.') < 0) {
            text.append(String.format(Locale.ROOT, ", %s %.5f", name, mean));
          }
        });
    return text.toString();
  }

  @Override
  public void close() {}
}
