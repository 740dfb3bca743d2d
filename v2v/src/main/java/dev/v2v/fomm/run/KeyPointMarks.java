package dev.v2v.fomm.run;

import dev.v2v.media.RgbFrame;

/** Draws key points onto frames, each in a colour of its own. */
final class KeyPointMarks {
  private KeyPointMarks() {}

  /**
   * Draws discs.
   *
   * @param points (x, y) of each, in [-1, 1] from the centre of the first pixel to that of the last
   */
  static void draw(RgbFrame frame, float[] points) {
    int count = points.length / 2;
    int radius = Math.max(1, Math.min(frame.width(), frame.height()) / 48);
    for (int k = 0; k < count; k++) {
      double x = (points[2 * k] + 1) / 2 * (frame.width() - 1);
      double y = (points[2 * k + 1] + 1) / 2 * (frame.height() - 1);
      disc(frame, x, y, radius, java.awt.Color.HSBtoRGB((float) k / count, 1, 1));
    }
  }

  private static void disc(RgbFrame frame, double x, double y, int radius, int rgb) {
    for (int row = (int) Math.floor(y) - radius; row <= y + radius; row++) {
      for (int column = (int) Math.floor(x) - radius; column <= x + radius; column++) {
        boolean inside = Math.hypot(column - x, row - y) <= radius + 0.5;
        if (inside && row >= 0 && row < frame.height() && column >= 0 && column < frame.width()) {
          int at = 3 * (row * frame.width() + column);
          frame.data()[at] = (byte) (rgb >> 16);
          frame.data()[at + 1] = (byte) (rgb >> 8);
          frame.data()[at + 2] = (byte) rgb;
        }
      }
    }
  }
}
