package dev.v2v.data.street;

/**
 * Heights of the buildings along both sides of a street, one entry a metre. Filled by one thread,
 * then read by any.
 */
final class RoofLine {
  private final int first;
  private final double wall;
  private final float[][] height;

  /**
   * An empty street.
   *
   * @param first z of the first entry
   * @param length in metres
   * @param wall distance of the building line from the middle of the road
   */
  RoofLine(int first, int length, double wall) {
    this.first = first;
    this.wall = wall;
    this.height = new float[2][length];
  }

  /** Enters a building on the left (side -1) or right (1) from {@code z0} to {@code z1}. */
  void add(int side, double z0, double z1, double roof) {
    float[] line = height[side < 0 ? 0 : 1];
    int from = (int) Math.max(0, Math.rint(z0) - first);
    int to = (int) Math.min(line.length, Math.rint(z1) - first);
    for (int i = from; i < to; i++) {
      line[i] = (float) roof;
    }
  }

  /** Share of the sun's light that is kept from a point of the ground, 0 to 1. */
  double shade(double x, double z, Vec sun, double pixel) {
    double across = sun.x() > 0 ? wall - x : wall + x;
    double perMetre = 1 / Math.abs(sun.x());
    if (across <= 0) {
      return 0;
    }
    double distance = across * perMetre;
    double at = z + sun.z() * distance - first;
    double ray = sun.y() * distance;
    int i = (int) Math.floor(at);
    float[] line = height[sun.x() > 0 ? 1 : 0];
    if (i < 0 || i + 1 >= line.length) {
      return 0;
    }
    double soft = 0.25 + 0.02 * distance + pixel;
    double share = at - i;
    return (1 - share) * dark(line[i] - ray, soft) + share * dark(line[i + 1] - ray, soft);
  }

  private static double dark(double above, double soft) {
    return Math.max(0, Math.min(1, 0.5 + above / soft));
  }
}
