package dev.v2v.fomm;

/**
 * Finds the driving frame whose pose is nearest to the source's, so that relative motion starts
 * from the same pose. The authors compare 68 facial landmarks of an external detector; this
 * compares the model's own key points by the same rule, so it works for whatever the model knows.
 */
public final class BestFrame {
  private final double[] source;
  private double bestDistance = Double.POSITIVE_INFINITY;
  private int best = -1;
  private int next;

  /**
   * @param source key points of the source, x0, y0, x1, y1, ...
   */
  public BestFrame(float[] source) {
    this.source = normalise(source);
  }

  /** Looks at the next driving frame's key points. */
  public void add(float[] driving) {
    double[] d = normalise(driving);
    double distance = 0;
    for (int i = 0; i < d.length; i++) {
      distance += (d[i] - source[i]) * (d[i] - source[i]);
    }
    if (distance < bestDistance) {
      bestDistance = distance;
      best = next;
    }
    next++;
  }

  /** Index of the best frame so far, -1 before the first. */
  public int index() {
    return best;
  }

  /** Centred on the mean, scaled by the root of the hull's area. */
  private static double[] normalise(float[] xy) {
    double meanX = 0;
    double meanY = 0;
    for (int i = 0; i < xy.length; i += 2) {
      meanX += xy[i];
      meanY += xy[i + 1];
    }
    meanX /= xy.length / 2.0;
    meanY /= xy.length / 2.0;
    double scale = Math.sqrt(ConvexHull.area(xy));
    double[] normalised = new double[xy.length];
    for (int i = 0; i < xy.length; i += 2) {
      normalised[i] = (xy[i] - meanX) / scale;
      normalised[i + 1] = (xy[i + 1] - meanY) / scale;
    }
    return normalised;
  }
}
