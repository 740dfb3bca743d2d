package dev.v2v.data.shapes;

/**
 * An object of a scene. Immutable.
 *
 * @param kind its class
 * @param x column of its centre, from 0 to 1 across the picture
 * @param y row of its centre, likewise
 * @param radius half its extent, in picture sides
 * @param cos of the angle it is turned by
 * @param sin of that angle
 * @param brush how it is painted
 */
record ShapeObject(
    ShapeClass kind, double x, double y, double radius, double cos, double sin, Brush brush) {
  /** Turned by {@code angle} radians. */
  static ShapeObject of(
      ShapeClass kind, double x, double y, double radius, double angle, Brush brush) {
    return new ShapeObject(kind, x, y, radius, Math.cos(angle), Math.sin(angle), brush);
  }

  /** Whether a point of the picture is on it. */
  boolean contains(double px, double py) {
    return kind.contains(u(px, py), v(px, py));
  }

  int colour(double px, double py) {
    return brush.at(u(px, py), v(px, py));
  }

  private double u(double px, double py) {
    return ((px - x) * cos + (py - y) * sin) / radius;
  }

  private double v(double px, double py) {
    return ((py - y) * cos - (px - x) * sin) / radius;
  }
}
