package dev.v2v.data.street;

/** A point or direction of the world in metres: x to the right, y up, z ahead. Immutable. */
record Vec(double x, double y, double z) {
  static final Vec ZERO = new Vec(0, 0, 0);
  static final Vec RIGHT = new Vec(1, 0, 0);
  static final Vec UP = new Vec(0, 1, 0);
  static final Vec AHEAD = new Vec(0, 0, 1);

  Vec plus(Vec o) {
    return new Vec(x + o.x, y + o.y, z + o.z);
  }

  Vec minus(Vec o) {
    return new Vec(x - o.x, y - o.y, z - o.z);
  }

  Vec times(double k) {
    return new Vec(x * k, y * k, z * k);
  }

  double dot(Vec o) {
    return x * o.x + y * o.y + z * o.z;
  }

  Vec cross(Vec o) {
    return new Vec(y * o.z - z * o.y, z * o.x - x * o.z, x * o.y - y * o.x);
  }

  Vec unit() {
    return times(1 / Math.sqrt(dot(this)));
  }
}
