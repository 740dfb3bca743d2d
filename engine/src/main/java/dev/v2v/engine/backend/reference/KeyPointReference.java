package dev.v2v.engine.backend.reference;

import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.keypoint.GaussianHeatmap;
import dev.v2v.engine.op.keypoint.HeatmapJacobian;
import dev.v2v.engine.op.keypoint.SoftArgmax;
import dev.v2v.engine.op.keypoint.SoftmaxSpatial;
import dev.v2v.engine.op.warp.CoordinateGrid;
import java.util.Arrays;
import java.util.Set;

/** Key points, their heatmaps and Jacobians, as plain loops over cells. */
final class KeyPointReference {
  private static final Set<DType> WIDE = Set.of(DType.FLOAT32, DType.FLOAT64);

  private KeyPointReference() {}

  static void register(KernelRegistry registry) {
    registry.add(GaussianHeatmap.KEY, WIDE, KeyPointReference::gaussian);
    registry.add(GaussianHeatmap.BACKWARD, WIDE, KeyPointReference::gaussianBackward);
    registry.add(SoftmaxSpatial.KEY, HostView.FLOATING, KeyPointReference::softmax);
    registry.add(SoftmaxSpatial.BACKWARD, WIDE, KeyPointReference::softmaxBackward);
    registry.add(SoftArgmax.KEY, HostView.FLOATING, KeyPointReference::softArgmax);
    registry.add(SoftArgmax.BACKWARD, WIDE, KeyPointReference::softArgmaxBackward);
    registry.add(HeatmapJacobian.KEY, HostView.FLOATING, KeyPointReference::jacobian);
    registry.add(HeatmapJacobian.BACKWARD, HostView.FLOATING, KeyPointReference::jacobianBackward);
  }

  /** Reads the flat indices of an {@code (N, H, W, K)} tensor. */
  private record Cells(Shape shape) {
    double x(long i) {
      return CoordinateGrid.coordinate((int) (i / shape.dim(3) % shape.dim(2)), shape.dim(2));
    }

    double y(long i) {
      long row = i / shape.dim(3) / shape.dim(2) % shape.dim(1);
      return CoordinateGrid.coordinate((int) row, shape.dim(1));
    }

    /** Index of the key point over the batch, {@code n * K + k}. */
    int point(long i) {
      long sample = (long) shape.dim(1) * shape.dim(2) * shape.dim(3);
      return (int) (i / sample * shape.dim(3) + i % shape.dim(3));
    }

    int points() {
      return shape.dim(0) * shape.dim(3);
    }
  }

  private static void gaussian(Stream s, GaussianHeatmap.Params p, Tensor[] in, Tensor[] out) {
    HostView kp = HostView.of(in[0]);
    HostView y = HostView.of(out[0]);
    Cells cells = new Cells(out[0].shape());
    for (long i = 0; i < out[0].elements(); i++) {
      double dx = cells.x(i) - kp.get(2L * cells.point(i));
      double dy = cells.y(i) - kp.get(2L * cells.point(i) + 1);
      y.set(i, Math.exp(-0.5 * (dx * dx + dy * dy) / p.variance()));
    }
  }

  private static void gaussianBackward(
      Stream s, GaussianHeatmap.Params p, Tensor[] in, Tensor[] out) {
    HostView g = HostView.of(in[0]);
    HostView kp = HostView.of(in[1]);
    Cells cells = new Cells(in[0].shape());
    double[] sums = Sums.of(out[0]);
    for (long i = 0; i < in[0].elements(); i++) {
      int at = 2 * cells.point(i);
      double dx = cells.x(i) - kp.get(at);
      double dy = cells.y(i) - kp.get(at + 1);
      double h = Math.exp(-0.5 * (dx * dx + dy * dy) / p.variance());
      sums[at] += g.get(i) * h * dx / p.variance();
      sums[at + 1] += g.get(i) * h * dy / p.variance();
    }
    Sums.store(sums, out[0]);
  }

  private static void softmax(Stream s, Double temperature, Tensor[] in, Tensor[] out) {
    probabilities(temperature, in[0], out[0]);
  }

  /** Writes the softmax of {@code logits} and returns it unrounded. */
  private static double[] probabilities(double temperature, Tensor logits, Tensor out) {
    HostView x = HostView.of(logits);
    Cells cells = new Cells(logits.shape());
    double[] largest = new double[cells.points()];
    Arrays.fill(largest, Double.NEGATIVE_INFINITY);
    double[] p = Sums.of(logits);
    for (int i = 0; i < p.length; i++) {
      largest[cells.point(i)] = Math.max(largest[cells.point(i)], x.get(i));
    }
    double[] sums = new double[cells.points()];
    for (int i = 0; i < p.length; i++) {
      p[i] = Math.exp((x.get(i) - largest[cells.point(i)]) / temperature);
      sums[cells.point(i)] += p[i];
    }
    for (int i = 0; i < p.length; i++) {
      p[i] /= sums[cells.point(i)];
    }
    Sums.store(p, out);
    return p;
  }

  private static void softmaxBackward(Stream s, Double temperature, Tensor[] in, Tensor[] out) {
    HostView g = HostView.of(in[0]);
    double[] gradP = Sums.of(in[0]);
    for (int i = 0; i < gradP.length; i++) {
      gradP[i] = g.get(i);
    }
    gradLogits(temperature, gradP, in[1], out[0]);
  }

  private static void gradLogits(double temperature, double[] gradP, Tensor heatmap, Tensor out) {
    HostView p = HostView.of(heatmap);
    HostView gx = HostView.of(out);
    Cells cells = new Cells(heatmap.shape());
    double[] means = new double[cells.points()];
    for (int i = 0; i < gradP.length; i++) {
      means[cells.point(i)] += p.get(i) * gradP[i];
    }
    for (int i = 0; i < gradP.length; i++) {
      gx.set(i, p.get(i) * (gradP[i] - means[cells.point(i)]) / temperature);
    }
  }

  private static void softArgmax(Stream s, Double temperature, Tensor[] in, Tensor[] out) {
    double[] p = probabilities(temperature, in[0], out[1]);
    Cells cells = new Cells(in[0].shape());
    double[] sums = Sums.of(out[0]);
    for (int i = 0; i < p.length; i++) {
      sums[2 * cells.point(i)] += p[i] * cells.x(i);
      sums[2 * cells.point(i) + 1] += p[i] * cells.y(i);
    }
    Sums.store(sums, out[0]);
  }

  private static void softArgmaxBackward(Stream s, Double temperature, Tensor[] in, Tensor[] out) {
    HostView gradPoints = HostView.of(in[0]);
    HostView gradHeatmap = HostView.of(in[1]);
    Cells cells = new Cells(in[2].shape());
    double[] gradP = Sums.of(in[2]);
    for (int i = 0; i < gradP.length; i++) {
      long at = 2L * cells.point(i);
      gradP[i] =
          gradHeatmap.get(i)
              + gradPoints.get(at) * cells.x(i)
              + gradPoints.get(at + 1) * cells.y(i);
    }
    gradLogits(temperature, gradP, in[2], out[0]);
  }

  private static void jacobian(Stream s, Void none, Tensor[] in, Tensor[] out) {
    HostView map = HostView.of(in[0]);
    HostView heatmap = HostView.of(in[1]);
    Cells cells = new Cells(in[1].shape());
    double[] sums = Sums.of(out[0]);
    for (long i = 0; i < in[1].elements(); i++) {
      for (int e = 0; e < 4; e++) {
        sums[4 * cells.point(i) + e] += heatmap.get(i) * map.get(mapAt(in, i) + e);
      }
    }
    Sums.store(sums, out[0]);
  }

  private static void jacobianBackward(Stream s, Void none, Tensor[] in, Tensor[] out) {
    HostView map = HostView.of(in[0]);
    HostView heatmap = HostView.of(in[1]);
    HostView g = HostView.of(in[2]);
    Cells cells = new Cells(in[1].shape());
    double[] gradMap = Sums.of(in[0]);
    double[] gradHeatmap = Sums.of(in[1]);
    for (int i = 0; i < gradHeatmap.length; i++) {
      for (int e = 0; e < 4; e++) {
        double go = g.get(4L * cells.point(i) + e);
        int at = (int) mapAt(in, i) + e;
        gradMap[at] += go * heatmap.get(i);
        gradHeatmap[i] += go * map.get(at);
      }
    }
    Sums.store(gradMap, out[0]);
    Sums.store(gradHeatmap, out[1]);
  }

  /** Where the map keeps the four entries for element {@code i} of the heatmap. */
  private static long mapAt(Tensor[] mapAndHeatmap, long i) {
    int points = mapAndHeatmap[1].dim(3);
    boolean shared = mapAndHeatmap[0].dim(3) == 4;
    return 4 * (shared ? i / points : i);
  }
}
