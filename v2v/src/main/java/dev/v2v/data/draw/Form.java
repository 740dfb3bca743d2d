package dev.v2v.data.draw;

/**
 * The outline of a part in its own coordinates (v grows downwards), as a signed distance: negative
 * inside, zero on the edge. Exact or a first-order estimate that is exact on the edge. Immutable.
 */
public interface Form {
  double distance(double u, double v);

  /** A box around the inside. */
  Box bounds();

  /** Everything; for skies and walls. */
  record Plane() implements Form {
    @Override
    public double distance(double u, double v) {
      return -1e3;
    }

    @Override
    public Box bounds() {
      return Box.PLANE;
    }
  }

  /** Everything within a radius of the segment (0, 0) to (0, length); the radius may taper. */
  record Capsule(double length, double r0, double r1) implements Form {
    @Override
    public double distance(double u, double v) {
      double h = Math.min(1, Math.max(0, v / length));
      double dv = v - h * length;
      return Math.sqrt(u * u + dv * dv) - (r0 + (r1 - r0) * h);
    }

    @Override
    public Box bounds() {
      double r = Math.max(r0, r1);
      return new Box(-r, -r0, r, length + r1);
    }
  }

  /** A box of half sides {@code a} and {@code b} with rounded corners. */
  record RoundBox(double a, double b, double radius) implements Form {
    @Override
    public double distance(double u, double v) {
      double x = Math.abs(u) - a + radius;
      double y = Math.abs(v) - b + radius;
      double ox = Math.max(x, 0);
      double oy = Math.max(y, 0);
      return Math.sqrt(ox * ox + oy * oy) + Math.min(Math.max(x, y), 0) - radius;
    }

    @Override
    public Box bounds() {
      return Box.centred(a, b);
    }
  }

  /** The part of {@code form} above the curve {@code v = level + tilt u + curve u^2}. */
  record Above(Form form, double level, double tilt, double curve) implements Form {
    @Override
    public double distance(double u, double v) {
      double slope = tilt + 2 * curve * u;
      double line = (v - level - tilt * u - curve * u * u) / Math.sqrt(1 + slope * slope);
      return Math.max(form.distance(u, v), line);
    }

    @Override
    public Box bounds() {
      return form.bounds();
    }
  }

  /** A band of half width {@code half} along the edge of {@code form}. */
  record Ring(Form form, double half) implements Form {
    @Override
    public double distance(double u, double v) {
      return Math.abs(form.distance(u, v)) - half;
    }

    @Override
    public Box bounds() {
      return form.bounds().grown(half);
    }
  }
}
