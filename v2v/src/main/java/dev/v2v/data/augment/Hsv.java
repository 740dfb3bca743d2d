package dev.v2v.data.augment;

/**
 * Pillow's 8-bit HSV: hue, saturation and value 0 .. 255 each, packed as {@code 0xHHSSVV} and
 * {@code 0xRRGGBB}. Exact for all 2^24 colours in both directions, float32 and float64 steps
 * included.
 */
final class Hsv {
  private Hsv() {}

  static int ofRgb(int r, int g, int b) {
    int max = Math.max(r, Math.max(g, b));
    int min = Math.min(r, Math.min(g, b));
    if (min == max) {
      return max;
    }
    float range = max - min;
    float rc = (max - r) / range;
    float gc = (max - g) / range;
    float bc = (max - b) / range;
    float sector;
    if (r == max) {
      sector = bc - gc;
    } else if (g == max) {
      sector = (float) (2.0 + rc - bc);
    } else {
      sector = (float) (4.0 + gc - rc);
    }
    float hue = (float) ((sector / 6.0 + 1.0) % 1.0);
    float saturation = range / max;
    return (int) (hue * 255.0) << 16 | (int) (saturation * 255.0) << 8 | max;
  }

  static int toRgb(int h, int s, int v) {
    if (s == 0) {
      return v << 16 | v << 8 | v;
    }
    int sector = (int) Math.floor((float) h * 6.0 / 255.0);
    float f = (float) ((float) h * 6.0 / 255.0 - sector);
    float saturation = (float) (s / 255.0);
    int p = round(v * (1.0 - saturation));
    int q = round(v * (1.0 - saturation * f));
    int t = round(v * (1.0 - saturation * (1.0 - f)));
    return switch (sector % 6) {
      case 0 -> pack(v, t, p);
      case 1 -> pack(q, v, p);
      case 2 -> pack(p, v, t);
      case 3 -> pack(p, q, v);
      case 4 -> pack(t, p, v);
      default -> pack(v, p, q);
    };
  }

  /** Half away from zero; the values are never negative. */
  private static int round(double value) {
    return (int) Math.floor(value + 0.5);
  }

  private static int pack(int r, int g, int b) {
    return r << 16 | g << 8 | b;
  }
}
