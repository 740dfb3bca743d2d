package dev.v2v.data.pose;

import dev.v2v.media.RgbFrame;
import java.util.Arrays;

/**
 * The pixels of a smooth line through two or three points, and their drawing. Follows vid2vid's
 * published drawing to the pixel, gaps and uneven borders included, because that is what its models
 * have learnt from. Immutable.
 *
 * @param x columns
 * @param y rows
 */
@SuppressWarnings("ArrayRecordComponent") // A list of pixels; never compared.
record Stroke(int[] x, int[] y) {
  /** Keeps whole numbers whole when cut off; fits are not exact to the last bit. */
  private static final double ROUNDING = 1e-6;

  /** Curves steeper than this are not drawn. */
  private static final double MAX_BEND = 1;

  /**
   * The line through two points or the parabola through three: one pixel for each whole step along
   * the longer axis, less one.
   */
  static Stroke through(double[] px, double[] py) {
    boolean steep = longest(px) < longest(py);
    double[] a = steep ? py : px;
    double[] b = steep ? px : py;
    int last = a.length - 1;
    double slope = (b[1] - b[0]) / (a[1] - a[0]);
    double bend = 0;
    if (last == 2) {
      bend = ((b[2] - b[1]) / (a[2] - a[1]) - slope) / (a[2] - a[0]);
    }
    // Equal abscissas give no curve, and neither does a bend beyond the bound.
    if (!(Math.abs(bend) <= MAX_BEND) || Double.isInfinite(slope) || Double.isNaN(slope)) {
      return new Stroke(new int[0], new int[0]);
    }
    double from = Math.min(a[0], a[last]);
    double to = Math.max(a[0], a[last]);
    int n = (int) (to - from);
    int[] u = new int[n];
    int[] v = new int[n];
    for (int i = 0; i < n; i++) {
      double s = n == 1 ? from : from + i * (to - from) / (n - 1);
      double t = b[0] + (s - a[0]) * (slope + bend * (s - a[1]));
      u[i] = (int) (s + ROUNDING);
      v[i] = (int) (t + ROUNDING);
    }
    return steep ? new Stroke(v, u) : new Stroke(u, v);
  }

  private static double longest(double[] p) {
    double longest = 0;
    for (int i = 1; i < p.length; i++) {
      longest = Math.max(longest, Math.abs(p[i] - p[i - 1]));
    }
    return longest;
  }

  /** Marks squares of two pixels along the line on a map {@code (H, W)}. */
  void mark(boolean[] map, int mapWidth, int mapHeight) {
    for (int k = 0; k < x.length; k++) {
      for (int corner = 0; corner < 4; corner++) {
        int column = Math.max(0, Math.min(mapWidth - 1, x[k] - corner % 2));
        int row = Math.max(0, Math.min(mapHeight - 1, y[k] - corner / 2));
        map[row * mapWidth + column] = true;
      }
    }
  }

  /**
   * Draws the line as squares of {@code 2 width} pixels; with {@code ends} also a disc at both.
   *
   * @param color {@code 0xRRGGBB}
   */
  void draw(RgbFrame frame, int width, int color, boolean ends) {
    if (x.length == 0) {
      return;
    }
    for (int i = -width; i < width; i++) {
      for (int j = -width; j < width; j++) {
        blend(frame, x, y, j, i, color);
      }
    }
    if (ends) {
      int last = x.length - 1;
      int[] endX = {x[0], x[last]};
      int[] endY = {y[0], y[last]};
      for (int i = -2 * width; i < 2 * width; i++) {
        for (int j = -2 * width; j < 2 * width; j++) {
          if (i * i + j * j < 4 * width * width) {
            blend(frame, endX, endY, j, i, color);
          }
        }
      }
    }
  }

  /**
   * Writes the colour if all of the shifted pixels are black, else its mean with each of them. What
   * a pixel was is asked before any is written.
   */
  private static void blend(RgbFrame frame, int[] xs, int[] ys, int dx, int dy, int color) {
    byte[] data = frame.data();
    int[] at = new int[xs.length];
    boolean black = true;
    for (int k = 0; k < xs.length; k++) {
      int column = Math.max(0, Math.min(frame.width() - 1, xs[k] + dx));
      int row = Math.max(0, Math.min(frame.height() - 1, ys[k] + dy));
      at[k] = 3 * (row * frame.width() + column);
      black &= data[at[k]] == 0 && data[at[k] + 1] == 0 && data[at[k] + 2] == 0;
    }
    // A pixel met twice counts once.
    int[] pixels = Arrays.stream(at).distinct().toArray();
    for (int p : pixels) {
      for (int c = 0; c < 3; c++) {
        int value = color >> (16 - 8 * c) & 0xff;
        data[p + c] = (byte) (black ? value : ((data[p + c] & 0xff) + value) / 2);
      }
    }
  }
}
