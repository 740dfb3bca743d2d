package dev.v2v.preview;

import dev.v2v.preview.gl.MapPainter;
import dev.v2v.preview.gl.Shapes;

/**
 * What a scene draws on, in pixels from the top left corner. For the thread of the window.
 *
 * @param scale pixels of what is one pixel on an ordinary screen
 * @param line height of a line of text
 */
record Canvas(Shapes shapes, MapPainter maps, int width, int height, double scale, int line) {
  private static final double CAPITALS = 10;

  /** Height of capitals in pixels; whole, so that text is as sharp as can be. */
  static double capitals(double scale) {
    return Math.rint(CAPITALS * scale);
  }

  /** A length given for an ordinary screen, in whole pixels. */
  int px(double length) {
    return (int) Math.max(1, Math.rint(length * scale));
  }
}
