package dev.v2v.metrics;

import dev.v2v.engine.ShapeException;
import java.util.OptionalDouble;

/**
 * How far the key points of generated pictures are from those of the true ones. Each value is of
 * one frame and to be averaged over frames; it is empty where the frame does not count.
 */
public final class LandmarkErrors {
  private LandmarkErrors() {}

  /**
   * AKD as published for the First Order Motion Model: in spite of its name (average key-point
   * distance) the mean <em>absolute difference of coordinates</em>, over x and y of the points
   * found in both pictures. Empty if there are none, such as in a generated frame without a face.
   */
  public static OptionalDouble akd(Landmarks truth, Landmarks generated) {
    return mean(truth, generated, (dx, dy) -> (Math.abs(dx) + Math.abs(dy)) / 2);
  }

  /** Mean Euclidean distance of the points found in both pictures; empty if there are none. */
  public static OptionalDouble euclidean(Landmarks truth, Landmarks generated) {
    return mean(truth, generated, Math::hypot);
  }

  /**
   * MKR, missing key-point rate: of the points found in the true picture, the share that was not
   * found in the generated one. Empty if the true picture has none.
   */
  public static OptionalDouble mkr(Landmarks truth, Landmarks generated) {
    requireLike("mkr", truth, generated);
    int inTruth = 0;
    int missing = 0;
    for (int i = 0; i < truth.count(); i++) {
      if (truth.present()[i]) {
        inTruth++;
        missing += generated.present()[i] ? 0 : 1;
      }
    }
    return inTruth == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) missing / inTruth);
  }

  @FunctionalInterface
  private interface Distance {
    double of(double dx, double dy);
  }

  private static OptionalDouble mean(Landmarks truth, Landmarks generated, Distance distance) {
    requireLike("key-point distance", truth, generated);
    double sum = 0;
    int both = 0;
    for (int i = 0; i < truth.count(); i++) {
      if (truth.present()[i] && generated.present()[i]) {
        double dx = truth.xy()[2 * i] - generated.xy()[2 * i];
        double dy = truth.xy()[2 * i + 1] - generated.xy()[2 * i + 1];
        sum += distance.of(dx, dy);
        both++;
      }
    }
    return both == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / both);
  }

  private static void requireLike(String metric, Landmarks a, Landmarks b) {
    if (a.count() != b.count()) {
      throw new ShapeException(
          metric
              + ": both pictures must have as many points, got "
              + a.count()
              + " and "
              + b.count());
    }
  }
}
