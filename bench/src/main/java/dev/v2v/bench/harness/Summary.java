package dev.v2v.bench.harness;

import java.util.Arrays;
import java.util.List;

/**
 * What rounds of samples say about one time. Immutable.
 *
 * @param seconds the geometric mean of the rounds' medians
 * @param error half the width of the interval, of 95 % unless asked otherwise, as a share of {@code
 *     seconds}
 * @param noise standard deviation of single samples about their round's median, as a share
 * @param count samples in all
 */
public record Summary(double seconds, double error, double noise, int count) {
  /** A single round is cut into so many pieces, for what drifts within it. */
  private static final int PIECES = 5;

  /** The error of one sample, which tells nothing about any other. */
  private static final double UNKNOWN = 1;

  /**
   * Summarises with an interval of 95 %.
   *
   * @param rounds samples in seconds, at least one round with at least one sample
   */
  public static Summary of(List<double[]> rounds) {
    return of(rounds, Statistics.CONFIDENCE);
  }

  /**
   * Summarises. The interval covers both what varies within rounds and what drifts between them.
   *
   * @param rounds samples in seconds, at least one round with at least one sample
   * @param confidence of the interval
   */
  public static Summary of(List<double[]> rounds, double confidence) {
    double[] logs = rounds.stream().mapToDouble(r -> Math.log(Statistics.median(r))).toArray();
    double within =
        Math.sqrt(
            rounds.stream()
                    .mapToDouble(
                        r -> square(Statistics.halfWidth(r, confidence) / Statistics.median(r)))
                    .sum()
                / square(rounds.size()));
    double centre = Math.exp(Arrays.stream(logs).average().orElseThrow());
    double noise =
        rounds.stream()
            .mapToDouble(r -> Statistics.spread(r) / Statistics.median(r))
            .average()
            .orElseThrow();
    int count = rounds.stream().mapToInt(r -> r.length).sum();
    double error = count < 2 ? UNKNOWN : Math.hypot(within, drift(rounds, logs, confidence));
    return new Summary(centre, error, noise, count);
  }

  private static double drift(List<double[]> rounds, double[] logs, double confidence) {
    if (logs.length > 1) {
      return halfWidth(logs, confidence);
    }
    double[] only = rounds.get(0);
    if (only.length < 2 * PIECES) {
      return 0; // the spread of all samples, which the rest of the error is, holds any drift
    }
    double[] pieces = new double[PIECES];
    for (int i = 0; i < PIECES; i++) {
      int from = i * only.length / PIECES;
      int to = (i + 1) * only.length / PIECES;
      pieces[i] = Math.log(Statistics.median(Arrays.copyOfRange(only, from, to)));
    }
    return halfWidth(pieces, confidence);
  }

  private static double halfWidth(double[] logs, double confidence) {
    double mean = Arrays.stream(logs).average().orElseThrow();
    double squares = Arrays.stream(logs).map(x -> square(x - mean)).sum();
    int n = logs.length;
    return Statistics.student(n - 1, confidence) * Math.sqrt(squares / (n - 1) / n);
  }

  private static double square(double x) {
    return x * x;
  }

  /** Lower end of the interval in seconds. */
  public double low() {
    return seconds / (1 + error);
  }

  /** Upper end of the interval in seconds. */
  public double high() {
    return seconds * (1 + error);
  }
}
