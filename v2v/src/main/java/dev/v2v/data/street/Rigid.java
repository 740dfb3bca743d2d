package dev.v2v.data.street;

/**
 * Where a body is and how it is turned. Immutable.
 *
 * @param origin of the body in the world
 * @param right the body's x axis in the world, of length one; likewise the other two
 */
record Rigid(Vec origin, Vec right, Vec up, Vec ahead) {
  static final Rigid IDENTITY = at(Vec.ZERO);

  static Rigid at(Vec origin) {
    return new Rigid(origin, Vec.RIGHT, Vec.UP, Vec.AHEAD);
  }

  static Rigid at(double x, double y, double z) {
    return at(new Vec(x, y, z));
  }

  Vec point(Vec p) {
    return origin.plus(direction(p));
  }

  Vec direction(Vec d) {
    return right.times(d.x()).plus(up.times(d.y())).plus(ahead.times(d.z()));
  }

  /** Turned about its own upright axis, to the right for positive angles in radians. */
  Rigid yawed(double angle) {
    double c = StrictMath.cos(angle);
    double s = StrictMath.sin(angle);
    return new Rigid(
        origin, right.times(c).minus(ahead.times(s)), up, ahead.times(c).plus(right.times(s)));
  }

  /** Turned about its own axis ahead: {@link #up} leans to the left for positive angles. */
  Rigid rolled(double angle) {
    double c = StrictMath.cos(angle);
    double s = StrictMath.sin(angle);
    return new Rigid(
        origin, right.times(c).plus(up.times(s)), up.times(c).minus(right.times(s)), ahead);
  }

  /** Nose up for positive angles. */
  Rigid pitched(double angle) {
    double c = StrictMath.cos(angle);
    double s = StrictMath.sin(angle);
    return new Rigid(
        origin, right, up.times(c).minus(ahead.times(s)), ahead.times(c).plus(up.times(s)));
  }

  /** At a point of this body, turned alike. */
  Rigid moved(double x, double y, double z) {
    return new Rigid(point(new Vec(x, y, z)), right, up, ahead);
  }
}
