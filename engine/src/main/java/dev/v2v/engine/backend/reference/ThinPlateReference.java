package dev.v2v.engine.backend.reference;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.warp.ThinPlateSpline;

/** The thin-plate transform and its first and second derivatives, as plain loops. */
final class ThinPlateReference {
  private ThinPlateReference() {}

  static void register(KernelRegistry registry) {
    registry.add(ThinPlateSpline.KEY, HostView.FLOATING, ThinPlateReference::forward);
    registry.add(ThinPlateSpline.BACKWARD, HostView.FLOATING, ThinPlateReference::backward);
  }

  /** s and its derivatives at one point: s, s_x, s_y, s_xx, s_xy, s_yy. */
  private static void spline(double x, double y, HostView w, long wAt, int m, double[] s) {
    java.util.Arrays.fill(s, 0);
    for (int k = 0; k < m * m; k++) {
      double dx = x - ThinPlateSpline.control(k % m, m);
      double dy = y - ThinPlateSpline.control(k / m, m);
      double signX = Math.signum(dx);
      double signY = Math.signum(dy);
      double r = Math.abs(dx) + Math.abs(dy);
      double re = r + ThinPlateSpline.EPS;
      double log = Math.log(re);
      double weight = w.get(wAt + k);
      double first = weight * (2 * r * log + r * r / re);
      double second = weight * (2 * log + 4 * r / re - r * r / (re * re));
      s[0] += weight * r * r * log;
      s[1] += first * signX;
      s[2] += first * signY;
      s[3] += second * signX * signX;
      s[4] += second * signX * signY;
      s[5] += second * signY * signY;
    }
  }

  private static int side(Tensor weights) {
    return (int) Math.rint(Math.sqrt(weights.dim(1)));
  }

  private static void forward(Stream stream, Void p, Tensor[] in, Tensor[] out) {
    HostView points = HostView.of(in[0]);
    HostView theta = HostView.of(in[1]);
    HostView w = HostView.of(in[2]);
    HostView moved = HostView.of(out[0]);
    HostView jacobian = HostView.of(out[1]);
    int m = side(in[2]);
    int count = in[0].dim(1);
    double[] s = new double[6];
    for (long i = 0; i < (long) count * in[0].dim(0); i++) {
      long n = i / count;
      double x = points.get(2 * i);
      double y = points.get(2 * i + 1);
      spline(x, y, w, n * m * m, m, s);
      for (int row = 0; row < 2; row++) {
        long t = n * 6 + row * 3L;
        moved.set(2 * i + row, theta.get(t) * x + theta.get(t + 1) * y + theta.get(t + 2) + s[0]);
        jacobian.set(4 * i + 2L * row, theta.get(t) + s[1]);
        jacobian.set(4 * i + 2L * row + 1, theta.get(t + 1) + s[2]);
      }
    }
  }

  private static void backward(Stream stream, Void p, Tensor[] in, Tensor[] out) {
    HostView gMoved = HostView.of(in[0]);
    HostView gJacobian = HostView.of(in[1]);
    HostView points = HostView.of(in[2]);
    HostView theta = HostView.of(in[3]);
    HostView w = HostView.of(in[4]);
    HostView gPoints = HostView.of(out[0]);
    int m = side(in[4]);
    int count = in[2].dim(1);
    double[] s = new double[6];
    for (long i = 0; i < (long) count * in[2].dim(0); i++) {
      long n = i / count;
      spline(points.get(2 * i), points.get(2 * i + 1), w, n * m * m, m, s);
      double gx = 0;
      double gy = 0;
      for (int row = 0; row < 2; row++) {
        long t = n * 6 + row * 3L;
        double g = gMoved.get(2 * i + row);
        gx += g * (theta.get(t) + s[1]);
        gy += g * (theta.get(t + 1) + s[2]);
        double gToX = gJacobian.get(4 * i + 2L * row);
        double gToY = gJacobian.get(4 * i + 2L * row + 1);
        gx += gToX * s[3] + gToY * s[4];
        gy += gToX * s[4] + gToY * s[5];
      }
      gPoints.set(2 * i, gx);
      gPoints.set(2 * i + 1, gy);
    }
  }
}
