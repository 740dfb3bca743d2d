package dev.v2v.bench.report;

import dev.v2v.bench.harness.Row;
import dev.v2v.bench.harness.Run;
import dev.v2v.bench.harness.Statistics;
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
 * @param low lower end of its interval
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
   * How verdicts are found.
   *
   * @param threshold smallest difference that matters, as a share: 0.03 for 3 %
   * @param rows that are judged at once: intervals are as wide as it takes for all of them to hold
   *     together with 95 %, by Bonferroni's inequality
   */
  public record Rule(double threshold, int rows) {
    double confidence() {
      return 1 - (1 - Statistics.CONFIDENCE) / rows;
    }
  }

  /** Compares samples in seconds, of as many rounds as there are. */
  static Verdict of(String key, List<double[]> first, List<double[]> second, Rule rule) {
    Summary a = Summary.of(first, rule.confidence());
    Summary b = Summary.of(second, rule.confidence());
    double ratio = b.seconds() / a.seconds();
    double error = Math.exp(Math.hypot(Math.log1p(a.error()), Math.log1p(b.error())));
    return of(key, ratio, ratio / error, ratio * error, rule.threshold());
  }

  /**
   * Compares what was measured in turns.
   *
   * @param ratios time of the second over that of the first, a list for each round
   */
  public static Verdict ofRatios(String key, List<double[]> ratios, Rule rule) {
    Summary s = Summary.of(ratios, rule.confidence());
    return of(key, s.seconds(), s.low(), s.high(), rule.threshold());
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
   * Compares all rows that both runs measured, in the order of the second. Rows of one process, see
   * {@link Run#processes}, are ambiguous: nobody has seen what they would take in another one.
   *
   * @param threshold smallest difference that matters, as a share
   */
  public static List<Verdict> all(Run first, Run second, double threshold) {
    Map<String, Row> before = new LinkedHashMap<>();
    first.rows().stream().filter(Row::isMeasured).forEach(row -> before.put(row.key(), row));
    List<Row> common =
        second.rows().stream().filter(r -> r.isMeasured() && before.containsKey(r.key())).toList();
    Rule rule = new Rule(threshold, Math.max(1, common.size()));
    List<Verdict> verdicts = new ArrayList<>();
    for (Row row : common) {
      Row other = before.get(row.key());
      Verdict v = of(row.key(), other.rounds(), row.rounds(), rule);
      boolean enough = first.processes(other) > 1 && second.processes(row) > 1;
      verdicts.add(enough ? v : v.undecided());
    }
    return verdicts;
  }

  private Verdict undecided() {
    return new Verdict(key, ratio, low, high, Outcome.AMBIGUOUS);
  }
}
