package dev.v2v.bench.harness;

import java.util.Arrays;

/** Order statistics of times, whose outliers say more about the machine than about the code. */
public final class Statistics {
  /** 97.5 % points of Student's t for 1, 2, ... degrees of freedom. */
  private static final double[] STUDENT = {
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179
  };

  private static final double NORMAL = 1.96;

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

  /**
   * Half the width of the 95 % interval of the median, from ranks alone (no distribution assumed);
   * of fewer than 6 values that of all of them.
   */
  public static double halfWidth(double[] values) {
    int n = values.length;
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int low = (int) Math.floor((n - NORMAL * Math.sqrt(n)) / 2) - 1;
    int from = Math.max(0, low);
    int to = Math.min(n - 1, n - 1 - low);
    return (sorted[to] - sorted[from]) / 2;
  }

  /** 97.5 % point of Student's t. */
  static double student(int degreesOfFreedom) {
    return degreesOfFreedom <= STUDENT.length ? STUDENT[degreesOfFreedom - 1] : NORMAL * 1.08;
  }
}
