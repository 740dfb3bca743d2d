package dev.v2v.data.draw;

/**
 * A simple polygon with rounded corners: everything within {@code radius} of it. Immutable.
 *
 * <p>Vertices are {@code u0, v0, u1, v1, ...} in either direction.
 */
public final class Polygon implements Form {
  private final double[] p;
  private final double radius;
  private final Box bounds;

  public Polygon(double radius, double... vertices) {
    this.p = vertices.clone();
    this.radius = radius;
    double x0 = p[0];
    double x1 = p[0];
    double y0 = p[1];
    double y1 = p[1];
    for (int i = 2; i < p.length; i += 2) {
      x0 = Math.min(x0, p[i]);
      x1 = Math.max(x1, p[i]);
      y0 = Math.min(y0, p[i + 1]);
      y1 = Math.max(y1, p[i + 1]);
    }
    this.bounds = new Box(x0, y0, x1, y1).grown(radius);
  }

  @Override
  public double distance(double u, double v) {
    double best = Double.MAX_VALUE;
    boolean inside = false;
    double ax = p[p.length - 2];
    double ay = p[p.length - 1];
    for (int i = 0; i < p.length; i += 2) {
      double bx = p[i];
      double by = p[i + 1];
      double ex = bx - ax;
      double ey = by - ay;
      double wx = u - ax;
      double wy = v - ay;
      double h = Math.min(1, Math.max(0, (wx * ex + wy * ey) / (ex * ex + ey * ey)));
      double dx = wx - ex * h;
      double dy = wy - ey * h;
      best = Math.min(best, dx * dx + dy * dy);
      if ((ay > v) != (by > v) && wx < ex * wy / ey) {
        inside = !inside;
      }
      ax = bx;
      ay = by;
    }
    double d = Math.sqrt(best);
    return (inside ? -d : d) - radius;
  }

  @Override
  public Box bounds() {
    return bounds;
  }
}
