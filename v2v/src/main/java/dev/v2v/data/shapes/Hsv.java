package dev.v2v.data.shapes;

/** Colours by hue in turns, saturation and value in [0, 1]. */
final class Hsv {
  private Hsv() {}

  /** {@code 0xRRGGBB}. */
  static int rgb(double hue, double saturation, double value) {
    return channel(hue, saturation, value, 5) << 16
        | channel(hue, saturation, value, 3) << 8
        | channel(hue, saturation, value, 1);
  }

  private static int channel(double hue, double saturation, double value, int n) {
    double k = n + 6 * (hue - Math.floor(hue));
    k -= k >= 6 ? 6 : 0;
    double share = Math.max(0, Math.min(Math.min(k, 4 - k), 1));
    return (int) Math.rint(255 * (value - value * saturation * share));
  }

  /** Hue of a colour in turns; 0 for greys. */
  static double hue(int r, int g, int b) {
    int max = Math.max(r, Math.max(g, b));
    double range = max - Math.min(r, Math.min(g, b));
    if (range == 0) {
      return 0;
    }
    double sixths;
    if (max == r) {
      sixths = (g - b) / range;
    } else if (max == g) {
      sixths = 2 + (b - r) / range;
    } else {
      sixths = 4 + (r - g) / range;
    }
    return (sixths + 6) % 6 / 6;
  }
}
