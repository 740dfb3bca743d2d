package dev.v2v.data.puppets;

import dev.v2v.data.draw.Affine;
import dev.v2v.data.draw.Placement;

/**
 * A head as an ellipsoid seen from the front, turned by yaw and pitch: gives each feature its
 * place, so that they shift and narrow as on a real head. Immutable.
 *
 * @param base from head coordinates (upright, centred) to the view
 * @param a half width
 * @param b half height
 */
record Globe(
    Affine base,
    double a,
    double b,
    double sinYaw,
    double cosYaw,
    double sinPitch,
    double cosPitch) {
  /** Depth of a head against its width. */
  private static final double DEPTH = 0.92;

  static Globe of(Affine base, double a, double b, double yaw, double pitch) {
    return new Globe(
        base,
        a,
        b,
        StrictMath.sin(yaw),
        StrictMath.cos(yaw),
        StrictMath.sin(pitch),
        StrictMath.cos(pitch));
  }

  /**
   * The tangent plane at a point of the surface. With the head straight, its coordinates are those
   * of the head, moved to the point.
   *
   * @param x position as a share of {@code a}, within -0.9 .. 0.9
   * @param y position as a share of {@code b}
   * @param lift height above the surface, as a share of the depth
   */
  Placement on(double x, double y, double lift) {
    double z = Math.sqrt(Math.max(0.15, 1 - x * x - y * y));
    double depth = DEPTH * a;
    double dzdu = -DEPTH * x / z;
    double dzdv = -depth * y / (b * z);
    double pz = depth * (z + lift);
    double turned = pz * cosYaw - a * x * sinYaw;
    Affine surface =
        new Affine(
            cosYaw + dzdu * sinYaw,
            dzdv * sinYaw,
            a * x * cosYaw + pz * sinYaw,
            (dzdu * cosYaw - sinYaw) * sinPitch,
            cosPitch + dzdv * cosYaw * sinPitch,
            b * y * cosPitch + turned * sinPitch);
    return Placement.of(base.after(surface));
  }

  /**
   * A flat piece at a depth: positive is in front of the head's middle, as a share of its depth.
   */
  Placement slab(double x, double y, double z) {
    double pz = z * DEPTH * a;
    return Placement.of(base.moved(a * x + pz * sinYaw, b * y + pz * sinPitch));
  }

  /** The head's silhouette: it hardly shifts, and narrows a little. */
  Placement skull() {
    double pz = 0.14 * DEPTH * a;
    double narrow = 1 - 0.06 * sinYaw * sinYaw;
    return Placement.of(base.moved(pz * sinYaw, pz * sinPitch).scaled(narrow, 1));
  }
}
