package dev.v2v.engine.backend.reference;

import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.warp.AffineGrid;
import dev.v2v.engine.op.warp.CoordinateGrid;
import dev.v2v.engine.op.warp.DenseMotion;
import dev.v2v.engine.op.warp.SparseMotion;
import java.util.Set;

/** Sampling grids from affine maps and key points, as plain loops. */
final class MotionReference {
  private static final Set<DType> WIDE = Set.of(DType.FLOAT32, DType.FLOAT64);

  private MotionReference() {}

  static void register(KernelRegistry registry) {
    registry.add(CoordinateGrid.KEY, WIDE, MotionReference::coordinateGrid);
    registry.add(AffineGrid.KEY, WIDE, MotionReference::affineGrid);
    registry.add(AffineGrid.BACKWARD, WIDE, MotionReference::affineGridBackward);
    registry.add(SparseMotion.KEY, WIDE, MotionReference::sparseMotion);
    registry.add(SparseMotion.BACKWARD, WIDE, MotionReference::sparseMotionBackward);
    registry.add(DenseMotion.KEY, HostView.FLOATING, MotionReference::denseMotion);
    registry.add(DenseMotion.BACKWARD, HostView.FLOATING, MotionReference::denseMotionBackward);
  }

  private static void coordinateGrid(Stream s, CoordinateGrid.Params p, Tensor[] in, Tensor[] out) {
    HostView grid = HostView.of(out[0]);
    for (long o = 0; o < out[0].elements(); o++) {
      boolean x = o % 2 == 0;
      int cell = x ? column(o, p.width()) : row(o, p.height(), p.width());
      grid.set(o, CoordinateGrid.coordinate(cell, x ? p.width() : p.height()));
    }
  }

  private static void affineGrid(Stream s, AffineGrid.Params p, Tensor[] in, Tensor[] out) {
    HostView theta = HostView.of(in[0]);
    HostView grid = HostView.of(out[0]);
    for (long o = 0; o < out[0].elements(); o++) {
      double x = AffineGrid.coordinate(column(o, p.width()), p.width(), p.alignCorners());
      double y = AffineGrid.coordinate(row(o, p.height(), p.width()), p.height(), p.alignCorners());
      long t = o / (2L * p.height() * p.width()) * 6 + o % 2 * 3;
      grid.set(o, theta.get(t) * x + theta.get(t + 1) * y + theta.get(t + 2));
    }
  }

  private static void affineGridBackward(Stream s, AffineGrid.Params p, Tensor[] in, Tensor[] out) {
    HostView g = HostView.of(in[0]);
    double[] sums = Sums.of(out[0]);
    for (long o = 0; o < in[0].elements(); o++) {
      double x = AffineGrid.coordinate(column(o, p.width()), p.width(), p.alignCorners());
      double y = AffineGrid.coordinate(row(o, p.height(), p.width()), p.height(), p.alignCorners());
      int t = (int) (o / (2L * p.height() * p.width()) * 6 + o % 2 * 3);
      sums[t] += g.get(o) * x;
      sums[t + 1] += g.get(o) * y;
      sums[t + 2] += g.get(o);
    }
    Sums.store(sums, out[0]);
  }

  /** Column of entry {@code o} of a field of pairs. */
  private static int column(long o, int width) {
    return (int) (o / 2 % width);
  }

  private static int row(long o, int height, int width) {
    return (int) (o / 2 / width % height);
  }

  private static void sparseMotion(Stream s, SparseMotion.Params p, Tensor[] in, Tensor[] out) {
    HostView source = HostView.of(in[0]);
    HostView driving = HostView.of(in[2]);
    HostView motion = HostView.of(out[0]);
    int points = in[0].dim(1);
    long at = 0;
    for (int slot = 0; slot < in[0].dim(0) * (points + 1); slot++) {
      boolean identity = slot % (points + 1) == 0;
      long k = (long) slot / (points + 1) * points + slot % (points + 1) - 1;
      Matrix2 a = identity ? Matrix2.IDENTITY : sourceFromDriving(in[1], in[3], k);
      for (int i = 0; i < p.height(); i++) {
        for (int j = 0; j < p.width(); j++) {
          double x = CoordinateGrid.coordinate(j, p.width());
          double y = CoordinateGrid.coordinate(i, p.height());
          if (!identity) {
            double dx = x - driving.get(2 * k);
            double dy = y - driving.get(2 * k + 1);
            x = a.xx() * dx + a.xy() * dy + source.get(2 * k);
            y = a.yx() * dx + a.yy() * dy + source.get(2 * k + 1);
          }
          motion.set(at++, x);
          motion.set(at++, y);
        }
      }
    }
  }

  /** {@code A = J_S J_D^-1} of key point {@code k}. */
  static Matrix2 sourceFromDriving(Tensor source, Tensor driving, long k) {
    return source == null
        ? Matrix2.IDENTITY
        : Matrix2.read(source, k).times(Matrix2.read(driving, k).inverse());
  }

  private static void sparseMotionBackward(
      Stream s, SparseMotion.Params p, Tensor[] in, Tensor[] out) {
    HostView g = HostView.of(in[0]);
    HostView driving = HostView.of(in[2]);
    int points = in[2].dim(1);
    long field = 2L * p.height() * p.width();
    for (long k = 0; k < (long) in[2].dim(0) * points; k++) {
      long at = (k / points * (points + 1) + k % points + 1) * field;
      double gx = 0;
      double gy = 0;
      Matrix2 gradA = Matrix2.ZERO;
      for (long o = at; o < at + field; o += 2) {
        double dx = CoordinateGrid.coordinate(column(o, p.width()), p.width());
        double dy = CoordinateGrid.coordinate(row(o, p.height(), p.width()), p.height());
        dx -= driving.get(2 * k);
        dy -= driving.get(2 * k + 1);
        gx += g.get(o);
        gy += g.get(o + 1);
        gradA = gradA.plus(Matrix2.outer(g.get(o), g.get(o + 1), dx, dy));
      }
      Matrix2 a = sourceFromDriving(in[1], in[3], k);
      storePair(out[0], k, gx, gy);
      storePair(out[2], k, -(a.xx() * gx + a.yx() * gy), -(a.xy() * gx + a.yy() * gy));
      if (in[1] != null) {
        // dA = dJ_S J_D^-1 - A dJ_D J_D^-1
        Matrix2 inverseT = Matrix2.read(in[3], k).inverse().transposed();
        Matrix2 gradSource = gradA.times(inverseT);
        gradSource.write(out[1], k);
        a.transposed().times(gradSource).negated().write(out[3], k);
      }
    }
  }

  private static void storePair(Tensor out, long k, double x, double y) {
    if (out != null) {
      HostView.of(out).set(2 * k, x);
      HostView.of(out).set(2 * k + 1, y);
    }
  }

  private static void denseMotion(Stream s, Void p, Tensor[] in, Tensor[] out) {
    HostView mask = HostView.of(in[0]);
    HostView motions = HostView.of(in[1]);
    HostView y = HostView.of(out[0]);
    Shape m = in[0].shape();
    long pixels = (long) m.dim(1) * m.dim(2);
    int slots = m.dim(3);
    for (long o = 0; o < out[0].elements(); o++) {
      double sum = 0;
      for (int slot = 0; slot < slots; slot++) {
        sum += mask.get(o / 2 * slots + slot) * motions.get(motionAt(o, slot, slots, pixels));
      }
      y.set(o, sum);
    }
  }

  private static void denseMotionBackward(Stream s, Void p, Tensor[] in, Tensor[] out) {
    HostView mask = HostView.of(in[0]);
    HostView g = HostView.of(in[1]);
    HostView motions = HostView.of(in[2]);
    HostView gm = HostView.of(out[1]);
    Shape m = in[0].shape();
    long pixels = (long) m.dim(1) * m.dim(2);
    int slots = m.dim(3);
    double[] gradMask = Sums.of(in[0]);
    for (long o = 0; o < in[1].elements(); o++) {
      for (int slot = 0; slot < slots; slot++) {
        long at = motionAt(o, slot, slots, pixels);
        int weight = (int) (o / 2 * slots + slot);
        gradMask[weight] += g.get(o) * motions.get(at);
        if (gm != null) {
          gm.set(at, g.get(o) * mask.get(weight));
        }
      }
    }
    Sums.store(gradMask, out[0]);
  }

  /** Where slot {@code slot} keeps entry {@code o} of the field of its sample. */
  private static long motionAt(long o, int slot, int slots, long pixels) {
    return (o / (2 * pixels) * slots + slot) * 2 * pixels + o % (2 * pixels);
  }
}
