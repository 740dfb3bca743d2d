package dev.v2v.fomm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Area of the convex hull of points in the plane. */
final class ConvexHull {
  private record Point(double x, double y) {}

  private ConvexHull() {}

  /**
   * Andrew's monotone chain, then the shoelace formula.
   *
   * @param xy coordinates x0, y0, x1, y1, ...
   * @return the area, 0 for fewer than three points or points on a line
   */
  static double area(float[] xy) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i + 1 < xy.length; i += 2) {
      points.add(new Point(xy[i], xy[i + 1]));
    }
    points.sort(Comparator.comparingDouble(Point::x).thenComparingDouble(Point::y));
    List<Point> hull = new ArrayList<>(half(points));
    List<Point> reversed = new ArrayList<>(points);
    java.util.Collections.reverse(reversed);
    hull.addAll(half(reversed));
    double twice = 0;
    for (int i = 0; i < hull.size(); i++) {
      Point a = hull.get(i);
      Point b = hull.get((i + 1) % hull.size());
      twice += a.x() * b.y() - b.x() * a.y();
    }
    return Math.abs(twice) / 2;
  }

  /** One side of the hull, without its last point, which begins the other side. */
  private static List<Point> half(List<Point> points) {
    List<Point> side = new ArrayList<>();
    for (Point p : points) {
      while (side.size() >= 2
          && turn(side.get(side.size() - 2), side.get(side.size() - 1), p) <= 0) {
        side.remove(side.size() - 1);
      }
      side.add(p);
    }
    if (!side.isEmpty()) {
      side.remove(side.size() - 1);
    }
    return side;
  }

  private static double turn(Point a, Point b, Point c) {
    return (b.x() - a.x()) * (c.y() - a.y()) - (b.y() - a.y()) * (c.x() - a.x());
  }
}
