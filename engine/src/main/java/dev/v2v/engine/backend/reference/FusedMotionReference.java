package dev.v2v.engine.backend.reference;

import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.warp.CoordinateGrid;
import dev.v2v.engine.op.warp.GridSample;
import dev.v2v.engine.op.warp.Interpolation;
import dev.v2v.engine.op.warp.MotionFlow;
import dev.v2v.engine.op.warp.MotionInput;
import java.util.Set;

/** FOMM's dense motion without its intermediate fields, pixel by pixel and slot by slot. */
final class FusedMotionReference {
  private FusedMotionReference() {}

  static void register(KernelRegistry registry) {
    registry.add(
        MotionInput.KEY, Set.of(DType.FLOAT32, DType.FLOAT64), FusedMotionReference::input);
    registry.add(MotionFlow.KEY, HostView.FLOATING, FusedMotionReference::flow);
  }

  /** The key points of two frames: p_S, J_S, p_D, J_D as they follow an operator's first input. */
  private static final class KeyPoints {
    private final Tensor[] in;

    KeyPoints(Tensor[] in) {
      this.in = in;
    }

    int slots() {
      return in[1].dim(1) + 1;
    }

    /** Index over the batch of the key point of slot {@code slot}, which is not 0. */
    long index(int n, int slot) {
      return (long) n * in[1].dim(1) + slot - 1;
    }

    /** {@code T(z)} of a slot; the identity for slot 0. */
    double[] move(int n, int slot, double x, double y) {
      if (slot == 0) {
        return new double[] {x, y};
      }
      HostView source = HostView.of(in[1]);
      HostView driving = HostView.of(in[3]);
      long k = index(n, slot);
      Matrix2 a = MotionReference.sourceFromDriving(in[2], in[4], k);
      double dx = x - driving.get(2 * k);
      double dy = y - driving.get(2 * k + 1);
      return new double[] {
        a.xx() * dx + a.xy() * dy + source.get(2 * k),
        a.yx() * dx + a.yy() * dy + source.get(2 * k + 1)
      };
    }

    /** The Gaussian at the driver's key point minus that at the source's; 0 for slot 0. */
    double heat(int n, int slot, double x, double y, double variance) {
      if (slot == 0) {
        return 0;
      }
      long k = index(n, slot);
      return gaussian(in[3], k, x, y, variance) - gaussian(in[1], k, x, y, variance);
    }

    private static double gaussian(Tensor points, long k, double x, double y, double variance) {
      double dx = x - HostView.of(points).get(2 * k);
      double dy = y - HostView.of(points).get(2 * k + 1);
      return Math.exp(-0.5 * (dx * dx + dy * dy) / variance);
    }
  }

  private static void input(Stream s, MotionInput.Params p, Tensor[] in, Tensor[] out) {
    HostView x = HostView.of(in[0]);
    HostView y = HostView.of(out[0]);
    KeyPoints points = new KeyPoints(in);
    Shape shape = in[0].shape();
    int h = shape.dim(1);
    int w = shape.dim(2);
    Taps taps = new Taps(shape);
    long at = 0;
    for (int o = 0; o < shape.dim(0) * h * w; o++) {
      int n = o / (h * w);
      double zx = CoordinateGrid.coordinate(o % w, w);
      double zy = CoordinateGrid.coordinate(o / w % h, h);
      for (int slot = 0; slot < points.slots(); slot++) {
        double[] from = points.move(n, slot, zx, zy);
        taps.moveTo(
            Interpolation.BILINEAR,
            n,
            GridSample.unnormalize(from[0], w, p.alignCorners()),
            GridSample.unnormalize(from[1], h, p.alignCorners()));
        y.set(at++, points.heat(n, slot, zx, zy, p.variance()));
        for (int c = 0; c < shape.dim(3); c++) {
          y.set(at++, taps.read(x, c));
        }
      }
    }
  }

  private static void flow(Stream s, Void none, Tensor[] in, Tensor[] out) {
    HostView logits = HostView.of(in[0]);
    HostView flow = HostView.of(out[0]);
    HostView mask = HostView.of(out[1]);
    KeyPoints points = new KeyPoints(in);
    int slots = points.slots();
    int h = in[0].dim(1);
    int w = in[0].dim(2);
    for (int o = 0; o < in[0].dim(0) * h * w; o++) {
      double zx = CoordinateGrid.coordinate(o % w, w);
      double zy = CoordinateGrid.coordinate(o / w % h, h);
      double largest = Double.NEGATIVE_INFINITY;
      for (int slot = 0; slot < slots; slot++) {
        largest = Math.max(largest, logits.get((long) o * slots + slot));
      }
      double total = 0;
      for (int slot = 0; slot < slots; slot++) {
        total += Math.exp(logits.get((long) o * slots + slot) - largest);
      }
      double fx = 0;
      double fy = 0;
      for (int slot = 0; slot < slots; slot++) {
        double share = Math.exp(logits.get((long) o * slots + slot) - largest) / total;
        double[] from = points.move(o / (h * w), slot, zx, zy);
        fx += share * from[0];
        fy += share * from[1];
        mask.set((long) o * slots + slot, share);
      }
      flow.set(2L * o, fx);
      flow.set(2L * o + 1, fy);
    }
  }
}
