package dev.v2v.data;

import dev.v2v.engine.ShapeException;
import dev.v2v.media.RgbFrame;

/**
 * Optical flow in the colours of the Middlebury benchmark: hue is direction, saturation is length.
 * Rightwards is red, downwards yellow, leftwards cyan to blue, upwards violet; no motion is white.
 *
 * <p>Source: Baker, Scharstein, Lewis, Roth, Black, Szeliski, "A Database and Evaluation
 * Methodology for Optical Flow", ICCV 2007 and IJCV 92, 2011. The wheel has 55 hues on six straight
 * edges of the colour cube, more of them where the eye tells more apart. Lengths beyond the scale
 * are fully saturated and a quarter darker.
 */
public final class FlowColors {
  /** An edge of the colour cube: from one corner to the next in equal steps. */
  private record Edge(int from, int to, int steps) {}

  private static final Edge[] EDGES = {
    new Edge(0xff0000, 0xffff00, 15), // red to yellow
    new Edge(0xffff00, 0x00ff00, 6), // yellow to green
    new Edge(0x00ff00, 0x00ffff, 4), // green to cyan
    new Edge(0x00ffff, 0x0000ff, 11), // cyan to blue
    new Edge(0x0000ff, 0xff00ff, 13), // blue to magenta
    new Edge(0xff00ff, 0xff0000, 6), // magenta to red
  };

  private static final double[][] HUES = hues();
  private static final double BEYOND = 0.75;

  /** Levels are cut off, not rounded; this keeps whole ones whole. */
  private static final double ROUNDING = 1e-9;

  private FlowColors() {}

  private static double[][] hues() {
    double[][] hues = new double[55][];
    int n = 0;
    for (Edge edge : EDGES) {
      for (int i = 0; i < edge.steps; i++) {
        double[] rgb = new double[3];
        for (int c = 0; c < 3; c++) {
          int from = edge.from >> (16 - 8 * c) & 0xff;
          int to = edge.to >> (16 - 8 * c) & 0xff;
          // Whole levels, as published: the wheel's entries are bytes, rounded down in their slope.
          rgb[c] = (from + Integer.signum(to - from) * (255 * i / edge.steps)) / 255.0;
        }
        hues[n++] = rgb;
      }
    }
    return hues;
  }

  /**
   * The colour of one displacement as {@code 0xRRGGBB}.
   *
   * @param dx to the right, over the length that has full saturation
   * @param dy downwards, likewise
   * @return black if either is NaN
   */
  public static int color(double dx, double dy) {
    double length = Math.hypot(dx, dy);
    if (Double.isNaN(length)) {
      return 0;
    }
    // The signs add half a turn, so that the wheel begins at "rightwards". Its end is a little
    // short
    // of its beginning; which of the two -0.0 would mean must not depend on that sign.
    double turn = (Math.atan2(-dy, -dx) / Math.PI + 1) / 2;
    double at = (turn >= 1 ? 0 : turn) * (HUES.length - 1);
    int k = (int) at;
    double share = at - k;
    int rgb = 0;
    for (int c = 0; c < 3; c++) {
      double hue = (1 - share) * HUES[k][c] + share * HUES[(k + 1) % HUES.length][c];
      double value = length <= 1 ? 1 - length * (1 - hue) : BEYOND * hue;
      rgb = rgb << 8 | (int) (255 * value + ROUNDING);
    }
    return rgb;
  }

  /**
   * A flow field as a picture.
   *
   * @param flow {@code (H, W, 2)}: dx, dy in pixels
   * @param scale length in pixels that has full saturation, positive
   * @throws ShapeException when the length does not fit the size
   */
  public static RgbFrame draw(float[] flow, int width, int height, double scale) {
    if (flow.length != 2L * width * height) {
      throw new ShapeException(
          "flow colours: flow must hold width * height * 2 values, got "
              + width
              + "x"
              + height
              + " and "
              + flow.length);
    }
    RgbFrame frame = new RgbFrame(width, height);
    for (int p = 0; p < width * height; p++) {
      put(frame, p, color(flow[2 * p] / scale, flow[2 * p + 1] / scale));
    }
    return frame;
  }

  /** The wheel itself as a legend: a disc whose rim has full saturation, on white. */
  public static RgbFrame wheel(int side) {
    RgbFrame frame = new RgbFrame(side, side);
    for (int y = 0; y < side; y++) {
      double dy = (2.0 * y + 1) / side - 1;
      for (int x = 0; x < side; x++) {
        double dx = (2.0 * x + 1) / side - 1;
        put(frame, y * side + x, Math.hypot(dx, dy) <= 1 ? color(dx, dy) : 0xffffff);
      }
    }
    return frame;
  }

  private static void put(RgbFrame frame, int pixel, int rgb) {
    frame.data()[3 * pixel] = (byte) (rgb >> 16);
    frame.data()[3 * pixel + 1] = (byte) (rgb >> 8);
    frame.data()[3 * pixel + 2] = (byte) rgb;
  }
}
