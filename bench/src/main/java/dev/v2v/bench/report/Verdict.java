package dev.v2v.bench.report;

import dev.v2v.bench.harness.Row;
import dev.v2v.bench.harness.Run;
import dev.v2v.bench.harness.Summary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What two results of one benchmark say about each other. Immutable.
 *
 * @param key of the rows
 * @param ratio time of the second over that of the first
 * @param low lower end of its 95 % interval
 * @param high upper end
 * @param outcome by interval and threshold
 */
public record Verdict(String key, double ratio, double low, double high, Outcome outcome) {
  /** Verdicts. */
  public enum Outcome {
    /** The whole interval is within the threshold. */
    SAME,
    /** The whole interval is below it. */
    FASTER,
    /** The whole interval is above it. */
    SLOWER,
    /** The interval leaves more than one possible. */
    AMBIGUOUS
  }

  /**
   * Compares.
   *
   * @param threshold smallest difference that matters, as a share: 0.03 for 3 %
   */
  static Verdict of(String key, List<double[]> first, List<double[]> second, double threshold) {
    Summary a = Summary.of(first);
    Summary b = Summary.of(second);
    double ratio = b.seconds() / a.seconds();
    double error = Math.exp(Math.hypot(Math.log1p(a.error()), Math.log1p(b.error())));
    return of(key, ratio, ratio / error, ratio * error, threshold);
  }

  /**
   * Compares what was measured in turns.
   *
   * @param ratios time of the second over that of the first, a list for each round
   * @param threshold smallest difference that matters, as a share: 0.03 for 3 %
   */
  public static Verdict ofRatios(String key, List<double[]> ratios, double threshold) {
    Summary s = Summary.of(ratios);
    return of(key, s.seconds(), s.low(), s.high(), threshold);
  }

  private static Verdict of(String key, double ratio, double low, double high, double threshold) {
    double most = 1 + threshold;
    Outcome outcome = Outcome.AMBIGUOUS;
    if (low > most) {
      outcome = Outcome.SLOWER;
    } else if (high < 1 / most) {
      outcome = Outcome.FASTER;
    } else if (low >= 1 / most && high <= most) {
      outcome = Outcome.SAME;
    }
    return new Verdict(key, ratio, low, high, outcome);
  }

  /** For people: {@code slower 1.104 (1.098 to 1.110)}. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "%-9s %6.3f (%.3f to %.3f)",
        outcome.name().toLowerCase(Locale.ROOT),
        ratio,
        low,
        high);
  }

  /**
   * Compares all rows that both runs measured, in the order of the second.
   *
   * @param threshold as for one row
   */
  public static List<Verdict> all(Run first, Run second, double threshold) {
    Map<String, Row> before = new LinkedHashMap<>();
    first.rows().stream().filter(Row::isMeasured).forEach(row -> before.put(row.key(), row));
    List<Verdict> verdicts = new ArrayList<>();
    for (Row row : second.rows()) {
      Row other = before.get(row.key());
      if (row.isMeasured() && other != null) {
        verdicts.add(of(row.key(), other.rounds(), row.rounds(), threshold));
      }
    }
    return verdicts;
  }
}
