package dev.v2v.preview;

import dev.v2v.preview.gl.MapPainter;

/** Which part of the pictures is shown, the same in all panes. Single-thread. */
final class Zoom {
  private static final double MOST = 32;

  private MapPainter.Part part = MapPainter.Part.WHOLE;

  MapPainter.Part part() {
    return part;
  }

  void reset() {
    part = MapPainter.Part.WHOLE;
  }

  /**
   * Magnifies around a point of the pane, given as a share of its sides, which stays in place.
   *
   * @param factor above 1 magnifies
   */
  void by(double factor, double x, double y) {
    double side = Math.max(1 / MOST, Math.min(1, part.width() / factor));
    double left = part.left() + x * (part.width() - side);
    double top = part.top() + y * (part.height() - side);
    part = new MapPainter.Part(inside(left, side), inside(top, side), side, side);
  }

  private static double inside(double start, double side) {
    return Math.max(0, Math.min(1 - side, start));
  }

  /** A place in the picture as a share of the pane's width. */
  double toPaneX(double u) {
    return (u - part.left()) / part.width();
  }

  double toPaneY(double v) {
    return (v - part.top()) / part.height();
  }
}
