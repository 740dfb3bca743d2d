package dev.v2v.edges;

import dev.v2v.engine.InputException;
import dev.v2v.media.Luma;
import dev.v2v.media.RgbFrame;

/**
 * Edges of a picture: where the slope of its brightness is largest across the edge, and steep, or
 * joined to where it is. Immutable.
 *
 * <p>Source: Canny, "A Computational Approach to Edge Detection", PAMI 1986: Gaussian, slopes,
 * suppression of what is not a maximum along the slope, hysteresis. Borders are repeated.
 *
 * @param sigma of the Gaussian, in pixels; 0 for none
 * @param low slope of weak edges, brightness in [0, 1] a pixel
 * @param high slope of strong edges; weak ones count where they are joined to these
 */
public record CannyEdges(double sigma, double low, double high) {
  public static final CannyEdges DEFAULT = new CannyEdges(1.4, 0.02, 0.05);

  /**
   * Checks the numbers.
   *
   * @throws InputException unless sigma is 0 .. 20 and 0 < low <= high
   */
  public CannyEdges {
    if (!(sigma >= 0 && sigma <= 20)) {
      throw new InputException("edges: sigma must be 0..20, got " + sigma);
    }
    if (!(low > 0 && low <= high)) {
      throw new InputException(
          "edges: thresholds must be 0 < low <= high, got " + low + " and " + high);
    }
  }

  /** The edges of a picture. */
  public EdgeMap of(RgbFrame frame) {
    int w = frame.width();
    int h = frame.height();
    float[] light = blurred(brightness(frame), w, h);
    float[] dx = new float[w * h];
    float[] dy = new float[w * h];
    float[] slope = new float[w * h];
    for (int y = 0, p = 0; y < h; y++) {
      int above = Math.max(y - 1, 0) * w;
      int below = Math.min(y + 1, h - 1) * w;
      for (int x = 0; x < w; x++, p++) {
        dx[p] = (light[y * w + Math.min(x + 1, w - 1)] - light[y * w + Math.max(x - 1, 0)]) / 2;
        dy[p] = (light[below + x] - light[above + x]) / 2;
        slope[p] = (float) Math.hypot(dx[p], dy[p]);
      }
    }
    EdgeMap edges = new EdgeMap(w, h);
    boolean[] ridge = ridges(slope, dx, dy, w, h);
    int[] open = new int[w * h];
    for (int p = 0; p < w * h; p++) {
      if (ridge[p] && slope[p] >= high) {
        follow(p, ridge, edges, open);
      }
    }
    return edges;
  }

  private static float[] brightness(RgbFrame frame) {
    byte[] rgb = frame.data();
    float[] light = new float[rgb.length / 3];
    for (int p = 0; p < light.length; p++) {
      light[p] = Luma.of(rgb, 3 * p);
    }
    return light;
  }

  private float[] blurred(float[] image, int w, int h) {
    if (sigma == 0) {
      return image;
    }
    int radius = (int) Math.ceil(3 * sigma);
    float[] weights = new float[2 * radius + 1];
    float sum = 0;
    for (int i = 0; i < weights.length; i++) {
      double d = i - radius;
      weights[i] = (float) Math.exp(-d * d / (2 * sigma * sigma));
      sum += weights[i];
    }
    float[] rows = new float[w * h];
    float[] result = new float[w * h];
    for (int i = 0; i < weights.length; i++) {
      float weight = weights[i] / sum;
      for (int p = 0; p < rows.length; p++) {
        int x = Math.max(0, Math.min(w - 1, p % w + i - radius));
        rows[p] += weight * image[p - p % w + x];
      }
    }
    for (int i = 0; i < weights.length; i++) {
      float weight = weights[i] / sum;
      for (int p = 0; p < rows.length; p++) {
        int row = p / w;
        int y = Math.max(0, Math.min(h - 1, row + i - radius));
        result[p] += weight * rows[y * w + p % w];
      }
    }
    return result;
  }

  /** Weak or strong pixels whose slope no neighbour along it exceeds. */
  private boolean[] ridges(float[] slope, float[] dx, float[] dy, int w, int h) {
    boolean[] ridge = new boolean[slope.length];
    for (int y = 1; y < h - 1; y++) {
      for (int x = 1; x < w - 1; x++) {
        int p = y * w + x;
        if (slope[p] < low) {
          continue;
        }
        // One of the four axes of the grid; 2.41 is the tangent of 67.5 degrees.
        boolean level = Math.abs(dx[p]) > 2.41f * Math.abs(dy[p]);
        boolean upright = Math.abs(dy[p]) > 2.41f * Math.abs(dx[p]);
        int step = level ? 1 : upright ? w : dx[p] * dy[p] > 0 ? w + 1 : w - 1;
        // Of two equal neighbours one stays, so that edges between pixels are one pixel wide.
        ridge[p] = slope[p] > slope[p - step] && slope[p] >= slope[p + step];
      }
    }
    return ridge;
  }

  /** Marks a pixel and all that ridges join to it. */
  private static void follow(int from, boolean[] ridge, EdgeMap edges, int[] open) {
    int w = edges.width();
    int count = 0;
    open[count++] = from;
    ridge[from] = false;
    while (count > 0) {
      int p = open[--count];
      int row = p / w;
      edges.mark(p % w, row);
      for (int n = 0; n < 9; n++) {
        int line = n / 3;
        int q = p + (line - 1) * w + n % 3 - 1; // ridges keep off the border, so q is in the map
        if (ridge[q]) {
          ridge[q] = false;
          open[count++] = q;
        }
      }
    }
  }
}
