package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cpu.HostParallel;
import dev.v2v.engine.op.keypoint.GaussianHeatmap;
import dev.v2v.engine.op.keypoint.HeatmapJacobian;
import dev.v2v.engine.op.keypoint.SoftArgmax;
import dev.v2v.engine.op.keypoint.SoftmaxSpatial;
import dev.v2v.engine.op.warp.CoordinateGrid;
import java.util.Arrays;
import java.util.Set;

/** Key points and their heatmaps. */
final class KeyPointLoops {
  private final HostParallel parallel;

  private KeyPointLoops(HostParallel parallel) {
    this.parallel = parallel;
  }

  static void register(HostParallel parallel, KernelRegistry registry) {
    KeyPointLoops loops = new KeyPointLoops(parallel);
    registry.add(GaussianHeatmap.KEY, Set.of(DType.FLOAT32), loops::gaussian);
    registry.add(SoftmaxSpatial.KEY, Rows.TYPES, loops::softmax);
    registry.add(SoftArgmax.KEY, Rows.TYPES, loops::softArgmax);
    registry.add(HeatmapJacobian.KEY, Rows.TYPES, loops::jacobian);
  }

  /** The Gaussian is a product of one along x and one along y: few exponentials in all. */
  private void gaussian(Stream s, GaussianHeatmap.Params p, Tensor[] in, Tensor[] out) {
    Rows kp = Rows.of(in[0]);
    Rows y = Rows.of(out[0]);
    int points = in[0].dim(1);
    parallel.run(
        in[0].dim(0),
        1,
        (from, to) -> {
          float[] row = Scratch.ofThread().floats(0, p.width() * points);
          for (long n = from; n < to; n++) {
            float[] alongX = profile(kp, n, points, 0, p.width(), p.variance());
            float[] alongY = profile(kp, n, points, 1, p.height(), p.variance());
            for (int i = 0; i < p.height(); i++) {
              for (int j = 0; j < p.width(); j++) {
                for (int k = 0; k < points; k++) {
                  row[j * points + k] = alongX[j * points + k] * alongY[i * points + k];
                }
              }
              y.put((n * p.height() + i) * p.width() * points, row, p.width() * points);
            }
          }
        });
  }

  /** {@code [cell, point]}: the Gaussian of each cell's coordinate on one axis. */
  static float[] profile(Rows kp, long n, int points, int axis, int size, double variance) {
    float[] profile = new float[size * points];
    for (int cell = 0; cell < size; cell++) {
      for (int k = 0; k < points; k++) {
        double d = CoordinateGrid.coordinate(cell, size) - kp.get(2 * (n * points + k) + axis);
        profile[cell * points + k] = (float) Math.exp(-0.5 * d * d / variance);
      }
    }
    return profile;
  }

  private void softmax(Stream s, Double temperature, Tensor[] in, Tensor[] out) {
    Shape shape = in[0].shape();
    Rows p = Rows.of(out[0]);
    forEachSample(shape, (n, cells) -> probabilities(in[0], n, temperature, p));
  }

  private interface Sample {
    void visit(long n, int cells);
  }

  private void forEachSample(Shape shape, Sample body) {
    int cells = shape.dim(1) * shape.dim(2);
    parallel.run(
        shape.dim(0),
        1,
        (from, to) -> {
          for (long n = from; n < to; n++) {
            body.visit(n, cells);
          }
        });
  }

  /** Writes the softmax over the positions of sample {@code n} and returns it, [cell, point]. */
  private static float[] probabilities(Tensor logits, long n, double temperature, Rows out) {
    int points = logits.dim(3);
    int elements = logits.dim(1) * logits.dim(2) * points;
    float[] p = Scratch.ofThread().floats(0, elements);
    Rows.of(logits).get(n * elements, p, elements);
    float[] largest = new float[points];
    Arrays.fill(largest, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < elements; i++) {
      largest[i % points] = Math.max(largest[i % points], p[i]);
    }
    double[] sums = new double[points];
    float scale = (float) (1 / temperature);
    for (int i = 0; i < elements; i++) {
      p[i] = FloatMath.exp((p[i] - largest[i % points]) * scale);
      sums[i % points] += p[i];
    }
    for (int i = 0; i < elements; i++) {
      p[i] = (float) (p[i] / sums[i % points]);
    }
    out.put(n * elements, p, elements);
    return p;
  }

  private void softArgmax(Stream s, Double temperature, Tensor[] in, Tensor[] out) {
    Shape shape = in[0].shape();
    Rows keyPoints = Rows.of(out[0]);
    Rows heatmap = Rows.of(out[1]);
    int width = shape.dim(2);
    int points = shape.dim(3);
    forEachSample(
        shape,
        (n, cells) -> {
          float[] p = probabilities(in[0], n, temperature, heatmap);
          double[] means = new double[2 * points];
          for (int cell = 0; cell < cells; cell++) {
            double x = CoordinateGrid.coordinate(cell % width, width);
            double y = CoordinateGrid.coordinate(cell / width, shape.dim(1));
            for (int k = 0; k < points; k++) {
              means[2 * k] += x * p[cell * points + k];
              means[2 * k + 1] += y * p[cell * points + k];
            }
          }
          for (int i = 0; i < means.length; i++) {
            keyPoints.put(n * means.length + i, (float) means[i]);
          }
        });
  }

  private void jacobian(Stream s, Void none, Tensor[] in, Tensor[] out) {
    Rows map = Rows.of(in[0]);
    Rows heatmap = Rows.of(in[1]);
    Rows y = Rows.of(out[0]);
    int points = in[1].dim(3);
    int entries = in[0].dim(3);
    forEachSample(
        in[1].shape(),
        (n, cells) -> {
          Scratch scratch = Scratch.ofThread();
          float[] p = scratch.floats(0, points);
          float[] m = scratch.floats(1, entries);
          double[] sums = new double[4 * points];
          for (int cell = 0; cell < cells; cell++) {
            heatmap.get((n * cells + cell) * points, p, points);
            map.get((n * cells + cell) * entries, m, entries);
            for (int i = 0; i < sums.length; i++) {
              sums[i] += p[i / 4] * m[i % entries];
            }
          }
          for (int i = 0; i < sums.length; i++) {
            y.put(n * sums.length + i, (float) sums[i]);
          }
        });
  }
}
