package dev.v2v.data.shapes;

import dev.v2v.media.RgbFrame;

/**
 * Reads the class of every pixel off its hue: without error for scenes in {@link Colours#BY_CLASS},
 * and usable on generated pictures of such scenes, where a pixel gets the class of the nearest hue.
 */
public final class PaletteSegmenter {
  private PaletteSegmenter() {}

  /** The class of each pixel by its {@link ShapeClass#id}, row after row. */
  public static byte[] labels(RgbFrame frame) {
    byte[] data = frame.data();
    byte[] labels = new byte[data.length / 3];
    for (int p = 0; p < labels.length; p++) {
      double hue = Hsv.hue(data[3 * p] & 0xff, data[3 * p + 1] & 0xff, data[3 * p + 2] & 0xff);
      labels[p] = (byte) nearest(hue).id();
    }
    return labels;
  }

  private static ShapeClass nearest(double hue) {
    ShapeClass best = ShapeClass.SKY;
    for (ShapeClass kind : ShapeClass.values()) {
      if (distance(hue, kind.hue()) < distance(hue, best.hue())) {
        best = kind;
      }
    }
    return best;
  }

  /** Around the circle. */
  private static double distance(double a, double b) {
    double d = Math.abs(a - b);
    return Math.min(d, 1 - d);
  }
}
