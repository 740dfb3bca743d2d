package dev.v2v.data.street;

/** Collects the rectangle of pixels that a convex polygon may touch. Single-thread. */
final class Outline {
  private final Camera camera;
  private double left = Double.MAX_VALUE;
  private double top = Double.MAX_VALUE;
  private double right = -Double.MAX_VALUE;
  private double bottom = -Double.MAX_VALUE;
  private double depth = Double.MAX_VALUE;

  Outline(Camera camera) {
    this.camera = camera;
  }

  /** The polygon, in the camera's axes; what is nearer than the camera sees is cut off. */
  void add(Vec[] corners) {
    Vec last = corners[corners.length - 1];
    for (Vec corner : corners) {
      boolean in = corner.z() >= Camera.NEAR;
      if (in != last.z() >= Camera.NEAR) {
        double s = (Camera.NEAR - last.z()) / (corner.z() - last.z());
        Vec cut = last.plus(corner.minus(last).times(s));
        project(new Vec(cut.x(), cut.y(), Camera.NEAR));
      }
      if (in) {
        project(corner);
      }
      last = corner;
    }
  }

  private void project(Vec p) {
    double x = camera.column(p) / p.z();
    double y = camera.row(p) / p.z();
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
    depth = Math.min(depth, p.z());
  }

  int x0() {
    return (int) Math.floor(Math.max(0, Math.min(camera.width(), left - 1)));
  }

  int y0() {
    return (int) Math.floor(Math.max(0, Math.min(camera.height(), top - 1)));
  }

  int x1() {
    return (int) Math.ceil(Math.max(0, Math.min(camera.width(), right + 1)));
  }

  int y1() {
    return (int) Math.ceil(Math.max(0, Math.min(camera.height(), bottom + 1)));
  }

  double nearest() {
    return 1 / depth;
  }
}
