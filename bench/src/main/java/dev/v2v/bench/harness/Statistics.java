package dev.v2v.bench.harness;

import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;

/** Order statistics of times, whose outliers say more about the machine than about the code. */
public final class Statistics {
  /** Of an interval, unless another is asked for. */
  public static final double CONFIDENCE = 0.95;

  /** Width of the middle half of a normal distribution, in standard deviations. */
  private static final double MIDDLE_HALF = 1.349;

  private Statistics() {}

  /** The value below which a share of the sorted values lies, between two of them if need be. */
  public static double quantile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double at = share * (sorted.length - 1);
    int below = (int) Math.floor(at);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  public static double median(double[] values) {
    return quantile(values, 0.5);
  }

  /** Standard deviation as the middle half of the values shows it. */
  public static double spread(double[] values) {
    return (quantile(values, 0.75) - quantile(values, 0.25)) / MIDDLE_HALF;
  }

  /** Half the width of the 95 % interval of the median. */
  public static double halfWidth(double[] values) {
    return halfWidth(values, CONFIDENCE);
  }

  /**
   * Half the width of an interval of the median, from ranks alone (no distribution assumed); of few
   * values that of all of them.
   *
   * @param confidence that the median is within, 0.95 for instance
   */
  public static double halfWidth(double[] values, double confidence) {
    int n = values.length;
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double z = new NormalDistribution().inverseCumulativeProbability(upper(confidence));
    int low = (int) Math.floor((n - z * Math.sqrt(n)) / 2) - 1;
    int from = Math.max(0, low);
    int to = Math.min(n - 1, n - 1 - low);
    return (sorted[to] - sorted[from]) / 2;
  }

  /** What Student's t stays within, either way, with that confidence. */
  static double student(int degreesOfFreedom, double confidence) {
    return new TDistribution(degreesOfFreedom).inverseCumulativeProbability(upper(confidence));
  }

  private static double upper(double confidence) {
    return (1 + confidence) / 2;
  }
}
