package dev.v2v.data.street;

import dev.v2v.data.draw.Box;

/**
 * A face as one camera sees it. Being flat, it is related to the picture by a homography: {@code
 * (u, v, 1)} times the depth is a linear map of {@code (x, y, 1)}, whose third row therefore gives
 * the reciprocal of the depth. Immutable.
 */
final class Patch {
  private static final double FAR = 1e4;

  final Face face;

  /** Columns of the map from (u, v, 1) to the camera's axes. */
  private final Vec uAxis;

  private final Vec vAxis;
  private final Vec origin;

  // Rows of the inverse: u, v and 1 over depth, each a x + b y + c.
  final double ua;
  final double ub;
  final double uc;
  final double va;
  final double vb;
  final double vc;
  final double wa;
  final double wb;
  final double wc;

  // Pixels whose centres, moved by up to half a pixel, may be inside: x0 <= x < x1.
  final int x0;
  final int y0;
  final int x1;
  final int y1;

  /** Largest reciprocal depth. */
  final double nearest;

  Patch(Face face, Camera camera, double t) {
    this.face = face;
    Rigid body = face.course().at(t);
    boolean distant = face.look().light() == Face.Light.DISTANT;
    Vec at = body.point(face.origin());
    double scale = distant ? FAR : 1;
    origin = camera.turned(distant ? at : at.minus(camera.place().origin())).times(scale);
    uAxis = camera.turned(body.direction(face.uAxis())).times(scale);
    vAxis = camera.turned(body.direction(face.vAxis())).times(scale);
    // Cramer's rule on p = origin + u uAxis + v vAxis for the ray p = depth * ray(x, y).
    Vec un = vAxis.cross(origin);
    Vec vn = origin.cross(uAxis);
    Vec wn = uAxis.cross(vAxis);
    double det = origin.dot(wn);
    // A face seen exactly edge on has no inverse; nothing of it is seen either.
    double k = Math.abs(det) < 1e-12 ? 0 : 1 / det;
    double f = camera.focal();
    double cx = 0.5 * camera.width();
    double cy = camera.horizon();
    ua = k * un.x() / f;
    ub = -k * un.y() / f;
    uc = k * un.z() - ua * cx - ub * cy;
    va = k * vn.x() / f;
    vb = -k * vn.y() / f;
    vc = k * vn.z() - va * cx - vb * cy;
    wa = k * wn.x() / f;
    wb = -k * wn.y() / f;
    wc = k * wn.z() - wa * cx - wb * cy;
    Outline outline = new Outline(camera);
    if (k != 0) {
      outline.add(corners(face.extent()));
    }
    x0 = outline.x0();
    y0 = outline.y0();
    x1 = outline.x1();
    y1 = outline.y1();
    nearest = outline.nearest();
  }

  private Vec[] corners(Box box) {
    return new Vec[] {
      point(box.x0(), box.y0()),
      point(box.x1(), box.y0()),
      point(box.x1(), box.y1()),
      point(box.x0(), box.y1())
    };
  }

  /** A point of the face in the camera's axes; z is its depth. */
  Vec point(double u, double v) {
    return origin.plus(uAxis.times(u)).plus(vAxis.times(v));
  }

  boolean isSeen() {
    return x0 < x1 && y0 < y1;
  }

  double u(double x, double y) {
    return (ua * x + ub * y + uc) / w(x, y);
  }

  double v(double x, double y) {
    return (va * x + vb * y + vc) / w(x, y);
  }

  /** Reciprocal of the depth at a point of the picture; negative behind the camera. */
  double w(double x, double y) {
    return wa * x + wb * y + wc;
  }

  /** Whether the face, if nothing hides it, is seen at a point of the picture. */
  boolean covers(double x, double y) {
    double w = w(x, y);
    return w > 0 && face.covers((ua * x + ub * y + uc) / w, (va * x + vb * y + vc) / w);
  }

  /** The normal that looks at the camera, in the camera's axes. */
  Vec normal() {
    Vec n = uAxis.cross(vAxis).unit();
    return n.dot(origin) > 0 ? n.times(-1) : n;
  }
}
