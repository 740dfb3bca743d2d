package dev.v2v.bench.harness;

/**
 * When a round has enough samples: at the noise that was asked for, or where more samples no longer
 * change the noise, but not before a least time, and not after a longest. Immutable.
 *
 * @param warmUpSeconds run before anything is timed
 * @param leastSeconds of a round
 * @param mostSeconds of a round
 * @param leastSamples of a round
 * @param noise wanted half-width of the median's 95 % interval, as a share of the median
 */
public record StoppingRule(
    double warmUpSeconds, double leastSeconds, double mostSeconds, int leastSamples, double noise) {

  /** Samples between two looks at whether the noise has settled, as a factor. */
  private static final double GROWTH = 1.5;

  private static final double SETTLED = 0.05;

  /** A whole run. */
  public static final StoppingRule WHOLE = new StoppingRule(0.3, 0.3, 3, 12, 0.005);

  /** A quick one. */
  public static final StoppingRule QUICK = new StoppingRule(0.03, 0.04, 0.12, 5, 0.02);

  public StoppingRule {
    if (!(leastSeconds <= mostSeconds) || leastSamples < 1 || !(noise > 0)) {
      throw new IllegalArgumentException(
          "stopping: needs least <= most seconds, a sample and a noise above 0, got "
              + leastSeconds
              + ", "
              + mostSeconds
              + ", "
              + leastSamples
              + " and "
              + noise);
    }
  }

  /** Why a round ended. */
  public enum Reason {
    /** The noise is as low as asked for. */
    QUIET,
    /** More samples do not change the noise. */
    SETTLED,
    /** Time was up before either. */
    TIMEOUT
  }

  /** Looks at the samples of one round as they come. Single-thread. */
  public final class Watch {
    private int nextLook = leastSamples;
    private double lastSpread = Double.NaN;

    /**
     * Whether the round may end.
     *
     * @param samples so far
     * @param seconds since the round began
     * @return {@code null} to go on
     */
    public Reason look(Samples samples, double seconds) {
      boolean over = seconds >= mostSeconds;
      if (samples.size() < nextLook || seconds < leastSeconds) {
        return over && samples.size() > 0 ? Reason.TIMEOUT : null;
      }
      nextLook = (int) Math.ceil(samples.size() * GROWTH);
      double[] values = samples.toArray();
      if (Statistics.halfWidth(values) / Statistics.median(values) <= noise) {
        return Reason.QUIET;
      }
      double spread = Statistics.spread(values) / Statistics.median(values);
      boolean settled = Math.abs(spread - lastSpread) <= SETTLED * spread;
      lastSpread = spread;
      if (settled) {
        return Reason.SETTLED;
      }
      return over ? Reason.TIMEOUT : null;
    }
  }

  public Watch watch() {
    return new Watch();
  }
}
