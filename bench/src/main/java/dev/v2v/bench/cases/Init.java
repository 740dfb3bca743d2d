package dev.v2v.bench.cases;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Fills an input with values; what it draws depends on the given generator alone. */
@FunctionalInterface
public interface Init {
  void fill(double[] values, SplittableRandom random);

  /** Uniform in {@code [low, high)}. */
  static Init uniform(double low, double high) {
    return (values, random) -> Arrays.setAll(values, i -> random.nextDouble(low, high));
  }

  /** Uniform in {@code [low, high)} but at least {@code margin} from every kink. */
  static Init awayFrom(double low, double high, double margin, double... kinks) {
    return (values, random) ->
        Arrays.setAll(
            values,
            i -> {
              double v;
              do {
                v = random.nextDouble(low, high);
              } while (near(v, margin, kinks));
              return v;
            });
  }

  private static boolean near(double v, double margin, double[] kinks) {
    return Arrays.stream(kinks).anyMatch(kink -> Math.abs(v - kink) < margin);
  }

  /** Evenly spaced over {@code [low, high)} in random order, so that no two values are equal. */
  static Init distinct(double low, double high) {
    return (values, random) -> {
      for (int i = 0; i < values.length; i++) {
        int j = random.nextInt(i + 1);
        values[i] = values[j];
        values[j] = low + (high - low) * i / values.length;
      }
    };
  }

  /** Integers in {@code [low, high)}. */
  static Init integers(int low, int high) {
    return (values, random) -> Arrays.setAll(values, i -> random.nextInt(low, high));
  }

  /** The given values, repeated as often as needed. */
  static Init values(double... given) {
    return (values, random) -> Arrays.setAll(values, i -> given[i % given.length]);
  }
}
