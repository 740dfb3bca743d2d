package dev.v2v.metrics;

import dev.v2v.engine.ShapeException;
import java.util.OptionalDouble;

/**
 * Errors of optical flow, and of pictures along it. Flow is {@code (H, W, 2)}: dx, dy in pixels.
 */
public final class FlowErrors {
  private FlowErrors() {}

  /**
   * End-point error: mean length of the difference of two flows over the pixels that count.
   *
   * @param counted one flag a pixel, {@code null} for all
   * @return empty if no pixel counts
   */
  public static OptionalDouble endPoint(float[] truth, float[] flow, boolean[] counted) {
    requirePixels("end_point", truth.length / 2, flow, counted);
    if (truth.length != flow.length) {
      throw new ShapeException(
          "end_point: both flows must have one size, got " + truth.length + " and " + flow.length);
    }
    double sum = 0;
    int count = 0;
    for (int i = 0; i < truth.length / 2; i++) {
      if (counted == null || counted[i]) {
        double dx = (double) truth[2 * i] - flow[2 * i];
        double dy = (double) truth[2 * i + 1] - flow[2 * i + 1];
        sum += Math.hypot(dx, dy);
        count++;
      }
    }
    return mean(sum, count);
  }

  /**
   * Warp error, which is small where a video does not flicker: the squared length of the colour
   * difference between a pixel and where the flow finds it in the other frame, averaged over the
   * visible pixels whose target lies inside. Bilinear between pixel centres; float samples in [0,
   * 1]. Lai et al. 2018, section 4.
   *
   * @param flow from {@code frame} to {@code other}: pixel (x, y) is at (x + dx, y + dy) there
   * @param visible one flag a pixel, false where the scene point is hidden in {@code other}; {@code
   *     null} for all
   * @return empty if no pixel counts
   */
  public static OptionalDouble warp(Picture frame, Picture other, float[] flow, boolean[] visible) {
    frame.requireLike("warp", other);
    requirePixels("warp", frame.height() * frame.width(), flow, visible);
    double sum = 0;
    int count = 0;
    for (int y = 0; y < frame.height(); y++) {
      for (int x = 0; x < frame.width(); x++) {
        int pixel = y * frame.width() + x;
        double tx = x + (double) flow[2 * pixel];
        double ty = y + (double) flow[2 * pixel + 1];
        boolean inside = tx >= 0 && ty >= 0 && tx <= frame.width() - 1 && ty <= frame.height() - 1;
        if (inside && (visible == null || visible[pixel])) {
          sum += squaredDifference(frame, pixel, other, tx, ty);
          count++;
        }
      }
    }
    return mean(sum, count);
  }

  private static double squaredDifference(
      Picture frame, int pixel, Picture other, double x, double y) {
    double sum = 0;
    for (int c = 0; c < frame.channels(); c++) {
      double d = frame.samples()[pixel * frame.channels() + c] - bilinear(other, x, y, c);
      sum += d * d;
    }
    return sum;
  }

  private static double bilinear(Picture p, double x, double y, int c) {
    int x0 = (int) x;
    int y0 = (int) y;
    int x1 = Math.min(x0 + 1, p.width() - 1);
    int y1 = Math.min(y0 + 1, p.height() - 1);
    double fx = x - x0;
    double fy = y - y0;
    double top = (1 - fx) * at(p, x0, y0, c) + fx * at(p, x1, y0, c);
    double bottom = (1 - fx) * at(p, x0, y1, c) + fx * at(p, x1, y1, c);
    return (1 - fy) * top + fy * bottom;
  }

  private static double at(Picture p, int x, int y, int c) {
    return p.samples()[(y * p.width() + x) * p.channels() + c];
  }

  private static OptionalDouble mean(double sum, int count) {
    return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
  }

  private static void requirePixels(String metric, int pixels, float[] flow, boolean[] counted) {
    if (flow.length != 2 * pixels || (counted != null && counted.length != pixels)) {
      throw new ShapeException(
          metric
              + ": flow must have 2 values and the mask 1 for each of "
              + pixels
              + " pixels, got "
              + flow.length
              + (counted == null ? "" : " and " + counted.length));
    }
  }
}
