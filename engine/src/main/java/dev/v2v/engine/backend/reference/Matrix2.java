package dev.v2v.engine.backend.reference;

import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;

/** A 2 x 2 matrix {@code ((xx, xy), (yx, yy))}, as it stands in a {@code (..., 2, 2)} tensor. */
record Matrix2(double xx, double xy, double yx, double yy) {
  static final Matrix2 IDENTITY = new Matrix2(1, 0, 0, 1);
  static final Matrix2 ZERO = new Matrix2(0, 0, 0, 0);

  /** The {@code i}-th matrix of a tensor. */
  static Matrix2 read(Tensor t, long i) {
    HostView v = HostView.of(t);
    return new Matrix2(v.get(4 * i), v.get(4 * i + 1), v.get(4 * i + 2), v.get(4 * i + 3));
  }

  /** Writes the {@code i}-th matrix; nothing for {@code null}, when nobody asked. */
  void write(Tensor t, long i) {
    if (t != null) {
      HostView v = HostView.of(t);
      v.set(4 * i, xx);
      v.set(4 * i + 1, xy);
      v.set(4 * i + 2, yx);
      v.set(4 * i + 3, yy);
    }
  }

  /** The column (ax, ay) times the row (bx, by). */
  static Matrix2 outer(double ax, double ay, double bx, double by) {
    return new Matrix2(ax * bx, ax * by, ay * bx, ay * by);
  }

  Matrix2 plus(Matrix2 m) {
    return new Matrix2(xx + m.xx, xy + m.xy, yx + m.yx, yy + m.yy);
  }

  Matrix2 negated() {
    return new Matrix2(-xx, -xy, -yx, -yy);
  }

  Matrix2 transposed() {
    return new Matrix2(xx, yx, xy, yy);
  }

  Matrix2 times(Matrix2 m) {
    return new Matrix2(
        xx * m.xx + xy * m.yx, xx * m.xy + xy * m.yy, yx * m.xx + yy * m.yx, yx * m.xy + yy * m.yy);
  }

  /** The adjugate over the determinant; infinite or NaN for a singular matrix. */
  Matrix2 inverse() {
    double determinant = xx * yy - xy * yx;
    return new Matrix2(yy / determinant, -xy / determinant, -yx / determinant, xx / determinant);
  }
}
