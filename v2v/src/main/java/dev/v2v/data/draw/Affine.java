package dev.v2v.data.draw;

/**
 * An affine map of the plane: {@code (u, v) -> (xu u + xv v + x0, yu u + yv v + y0)}. Immutable.
 */
public record Affine(double xu, double xv, double x0, double yu, double yv, double y0) {
  public static final Affine IDENTITY = new Affine(1, 0, 0, 0, 1, 0);

  public static Affine translation(double x, double y) {
    return new Affine(1, 0, x, 0, 1, y);
  }

  /** Turns the u axis towards the v axis, which is clockwise as the frame is seen. */
  public static Affine rotation(double radians) {
    double c = StrictMath.cos(radians);
    double s = StrictMath.sin(radians);
    return new Affine(c, -s, 0, s, c, 0);
  }

  public static Affine scale(double u, double v) {
    return new Affine(u, 0, 0, 0, v, 0);
  }

  /** First {@code inner}, then this. */
  public Affine after(Affine inner) {
    return new Affine(
        xu * inner.xu + xv * inner.yu,
        xu * inner.xv + xv * inner.yv,
        x(inner.x0, inner.y0),
        yu * inner.xu + yv * inner.yu,
        yu * inner.xv + yv * inner.yv,
        y(inner.x0, inner.y0));
  }

  public Affine moved(double u, double v) {
    return new Affine(xu, xv, x(u, v), yu, yv, y(u, v));
  }

  public Affine turned(double radians) {
    return after(rotation(radians));
  }

  public Affine scaled(double u, double v) {
    return new Affine(xu * u, xv * v, x0, yu * u, yv * v, y0);
  }

  public double x(double u, double v) {
    return xu * u + xv * v + x0;
  }

  public double y(double u, double v) {
    return yu * u + yv * v + y0;
  }

  public double determinant() {
    return xu * yv - xv * yu;
  }

  /** Root of the sum of squares of the linear part: no direction is stretched by more. */
  public double norm() {
    return Math.sqrt(xu * xu + xv * xv + yu * yu + yv * yv);
  }

  public Affine inverse() {
    double k = 1 / determinant();
    double a = yv * k;
    double b = -xv * k;
    double c = -yu * k;
    double d = xu * k;
    return new Affine(a, b, -(a * x0 + b * y0), c, d, -(c * x0 + d * y0));
  }
}
