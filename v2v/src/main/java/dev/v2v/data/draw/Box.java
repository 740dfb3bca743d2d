package dev.v2v.data.draw;

/** An axis-aligned rectangle. Immutable. */
public record Box(double x0, double y0, double x1, double y1) {
  public static final Box PLANE = new Box(-1e6, -1e6, 1e6, 1e6);

  public static Box centred(double a, double b) {
    return new Box(-a, -b, a, b);
  }

  public Box grown(double by) {
    return new Box(x0 - by, y0 - by, x1 + by, y1 + by);
  }

  /** A box around everything of this one after {@code place}. */
  public Box placed(Placement place) {
    double sag = place.bend() * Math.max(x0 * x0, x1 * x1);
    double top = y0 + Math.min(0, sag);
    double bottom = y1 + Math.max(0, sag);
    Affine f = place.affine();
    double cx = f.x((x0 + x1) / 2, (top + bottom) / 2);
    double cy = f.y((x0 + x1) / 2, (top + bottom) / 2);
    double u = (x1 - x0) / 2;
    double v = (bottom - top) / 2;
    double rx = Math.abs(f.xu()) * u + Math.abs(f.xv()) * v;
    double ry = Math.abs(f.yu()) * u + Math.abs(f.yv()) * v;
    return new Box(cx - rx, cy - ry, cx + rx, cy + ry);
  }

  public Box intersect(Box o) {
    return new Box(Math.max(x0, o.x0), Math.max(y0, o.y0), Math.min(x1, o.x1), Math.min(y1, o.y1));
  }

  public boolean contains(double x, double y) {
    return x >= x0 && x <= x1 && y >= y0 && y <= y1;
  }
}
