package dev.v2v.data.street;

/**
 * A pinhole camera without distortion. Pixel {@code (i, j)} covers {@code [i, i+1) x [j, j+1)}.
 * Immutable.
 *
 * @param place where it is; it looks along {@code ahead}
 * @param focal focal length in pixels
 * @param horizon row that the axis ahead meets, in pixels from the top
 */
record Camera(Rigid place, double focal, double horizon, int width, int height) {
  /** Nothing nearer than this, in metres, is seen. */
  static final double NEAR = 0.2;

  /**
   * A camera whose field of view does not depend on the resolution.
   *
   * @param zoom focal length over the width of a frame that is twice as wide as high
   */
  static Camera of(Rigid place, double zoom, int width, int height) {
    return new Camera(place, zoom * Math.min(width, 2 * height), 0.43 * height, width, height);
  }

  /**
   * Column of a point given in the camera's axes (x right, y up, z ahead), before division by z.
   */
  double column(Vec p) {
    return focal * p.x() + 0.5 * width * p.z();
  }

  /** Row of a point given in the camera's axes, before division by z. */
  double row(Vec p) {
    return horizon * p.z() - focal * p.y();
  }

  /** A direction of the world in the camera's axes. */
  Vec turned(Vec d) {
    return new Vec(d.dot(place.right()), d.dot(place.up()), d.dot(place.ahead()));
  }
}
