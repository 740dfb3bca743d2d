package dev.v2v.data.puppets;

/**
 * An affine map of the plane: {@code (u, v) -> (xu u + xv v + x0, yu u + yv v + y0)}. Immutable.
 */
record Affine(double xu, double xv, double x0, double yu, double yv, double y0) {
  static final Affine IDENTITY = new Affine(1, 0, 0, 0, 1, 0);

  static Affine translation(double x, double y) {
    return new Affine(1, 0, x, 0, 1, y);
  }

  /** Turns the u axis towards the v axis, which is clockwise as the frame is seen. */
  static Affine rotation(double radians) {
    double c = StrictMath.cos(radians);
    double s = StrictMath.sin(radians);
    return new Affine(c, -s, 0, s, c, 0);
  }

  static Affine scale(double u, double v) {
    return new Affine(u, 0, 0, 0, v, 0);
  }

  /** First {@code inner}, then this. */
  Affine after(Affine inner) {
    return new Affine(
        xu * inner.xu + xv * inner.yu,
        xu * inner.xv + xv * inner.yv,
        x(inner.x0, inner.y0),
        yu * inner.xu + yv * inner.yu,
        yu * inner.xv + yv * inner.yv,
        y(inner.x0, inner.y0));
  }

  Affine moved(double u, double v) {
    return new Affine(xu, xv, x(u, v), yu, yv, y(u, v));
  }

  Affine turned(double radians) {
    return after(rotation(radians));
  }

  Affine scaled(double u, double v) {
    return new Affine(xu * u, xv * v, x0, yu * u, yv * v, y0);
  }

  double x(double u, double v) {
    return xu * u + xv * v + x0;
  }

  double y(double u, double v) {
    return yu * u + yv * v + y0;
  }

  double determinant() {
    return xu * yv - xv * yu;
  }

  /** Root of the sum of squares of the linear part: no direction is stretched by more. */
  double norm() {
    return Math.sqrt(xu * xu + xv * xv + yu * yu + yv * yv);
  }

  Affine inverse() {
    double k = 1 / determinant();
    double a = yv * k;
    double b = -xv * k;
    double c = -yu * k;
    double d = xu * k;
    return new Affine(a, b, -(a * x0 + b * y0), c, d, -(c * x0 + d * y0));
  }
}
