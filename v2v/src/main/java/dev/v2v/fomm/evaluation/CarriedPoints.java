package dev.v2v.fomm.evaluation;

import dev.v2v.data.puppets.GroundTruth;
import dev.v2v.data.puppets.KeyPoint;
import dev.v2v.fomm.evaluation.Result.Attempt;
import dev.v2v.metrics.LandmarkErrors;
import dev.v2v.metrics.Landmarks;
import java.util.List;
import java.util.Map;

/**
 * Key points that are known exactly, against where a model takes them from. For each point that is
 * seen in both frames: the deformation says where in the source the picture got what it has there,
 * and the point's true place in the source is known. A point that the model does not take from the
 * source but invents is missing.
 */
final class CarriedPoints {
  private static final float SHOWN = 0.5f;

  private CarriedPoints() {}

  /** AKD and MKR; NaN where no point counts. */
  static Map<Measure, Double> measure(GroundTruth motion, Attempt attempt) {
    int size = motion.backward().size();
    List<KeyPoint> before = motion.keyPoints();
    List<KeyPoint> after = motion.keyPointsLater();
    int n = before.size();
    double[] truth = new double[2 * n];
    double[] carried = new double[2 * n];
    boolean[] seen = new boolean[n];
    boolean[] kept = new boolean[n];
    for (int k = 0; k < n; k++) {
      KeyPoint from = before.get(k);
      KeyPoint to = after.get(k);
      truth[2 * k] = from.x();
      truth[2 * k + 1] = from.y();
      seen[k] = from.visible() && to.visible();
      for (int axis = 0; axis < 2; axis++) {
        double at = axis == 0 ? to.x() : to.y();
        carried[2 * k + axis] = at + bilinear(attempt.flow(), 2, axis, size, to.x(), to.y());
      }
      kept[k] =
          attempt.visible() == null
              || bilinear(attempt.visible(), 1, 0, size, to.x(), to.y()) >= SHOWN;
    }
    Landmarks right = new Landmarks(truth, seen);
    Landmarks found = new Landmarks(carried, kept);
    return Map.of(
        Measure.AKD, LandmarkErrors.akd(right, found).orElse(Double.NaN),
        Measure.MKR, LandmarkErrors.mkr(right, found).orElse(Double.NaN));
  }

  /** A map's channel between pixel centres; beyond the border its edge. */
  private static double bilinear(
      float[] map, int channels, int channel, int size, double x, double y) {
    double cx = Math.min(Math.max(x, 0), size - 1);
    double cy = Math.min(Math.max(y, 0), size - 1);
    int x0 = (int) cx;
    int y0 = (int) cy;
    int x1 = Math.min(x0 + 1, size - 1);
    int y1 = Math.min(y0 + 1, size - 1);
    double fx = cx - x0;
    double fy = cy - y0;
    double top =
        (1 - fx) * map[(y0 * size + x0) * channels + channel]
            + fx * map[(y0 * size + x1) * channels + channel];
    double bottom =
        (1 - fx) * map[(y1 * size + x0) * channels + channel]
            + fx * map[(y1 * size + x1) * channels + channel];
    return (1 - fy) * top + fy * bottom;
  }
}
