package dev.v2v.data.augment;

import dev.v2v.media.RgbFrame;

/** Bilinear interpolation between pixel centres; outside of the frame everything is black. */
final class Bilinear {
  private Bilinear() {}

  /** Value 0 .. 255 of a channel at column {@code x}, row {@code y}. */
  static double sample(RgbFrame frame, double x, double y, int channel) {
    int x0 = (int) Math.floor(x);
    int y0 = (int) Math.floor(y);
    double fx = x - x0;
    double fy = y - y0;
    double top = (1 - fx) * at(frame, x0, y0, channel) + fx * at(frame, x0 + 1, y0, channel);
    double bottom =
        (1 - fx) * at(frame, x0, y0 + 1, channel) + fx * at(frame, x0 + 1, y0 + 1, channel);
    return (1 - fy) * top + fy * bottom;
  }

  private static int at(RgbFrame frame, int x, int y, int channel) {
    boolean inside = x >= 0 && y >= 0 && x < frame.width() && y < frame.height();
    return inside ? frame.data()[3 * (y * frame.width() + x) + channel] & 0xff : 0;
  }
}
