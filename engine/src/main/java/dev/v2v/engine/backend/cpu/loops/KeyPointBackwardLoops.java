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

/**
 * The adjoints of {@link KeyPointLoops}: parallel within a sample, since a batch holds few. Sums
 * over cells are added in a fixed order, whatever the number of threads.
 */
final class KeyPointBackwardLoops {
  /** Rows of a heatmap that are summed in float32 before they join a float64. */
  private static final int BAND = 16;

  private final HostParallel parallel;

  private KeyPointBackwardLoops(HostParallel parallel) {
    this.parallel = parallel;
  }

  static void register(HostParallel parallel, KernelRegistry registry) {
    KeyPointBackwardLoops loops = new KeyPointBackwardLoops(parallel);
    Set<DType> wide = Set.of(DType.FLOAT32);
    registry.add(GaussianHeatmap.BACKWARD, wide, loops::gaussian);
    registry.add(SoftmaxSpatial.BACKWARD, wide, loops::softmax);
    registry.add(SoftArgmax.BACKWARD, wide, loops::softArgmax);
    registry.add(HeatmapJacobian.BACKWARD, Rows.TYPES, loops::jacobian);
  }

  // ---- softmax over positions ------------------------------------------------------------------

  private void softmax(Stream s, Double temperature, Tensor[] in, Tensor[] out) {
    Rows gradP = Rows.of(in[0]);
    logits(temperature, (scratch, o, at, n, to) -> gradP.get(at, to, n), in[1], out[0]);
  }

  private void softArgmax(Stream s, Double temperature, Tensor[] in, Tensor[] out) {
    Shape shape = in[2].shape();
    int width = shape.dim(2);
    int points = shape.dim(3);
    Rows gradPoints = Rows.of(in[0]);
    Rows gradHeatmap = Rows.of(in[1]);
    float[] xs = coordinates(width);
    float[] ys = coordinates(shape.dim(1));
    Columns.Addends gradP =
        (scratch, o, at, n, to) -> {
          gradHeatmap.get(at, to, n);
          float[] g = scratch.floats(4, 2 * points);
          gradPoints.get(2L * o * points, g, 2 * points);
          int cell = (int) (at / points - (long) o * shape.dim(1) * width);
          for (int i = 0; i < n; i += points) {
            float x = xs[cell % width];
            float y = ys[cell / width];
            for (int k = 0; k < points; k++) {
              to[i + k] += g[2 * k] * x + g[2 * k + 1] * y;
            }
            cell++;
          }
        };
    logits(temperature, gradP, in[2], out[0]);
  }

  private static float[] coordinates(int size) {
    float[] coordinates = new float[size];
    for (int i = 0; i < size; i++) {
      coordinates[i] = (float) CoordinateGrid.coordinate(i, size);
    }
    return coordinates;
  }

  /** The gradient of the logits, {@code p (g - sum p g) / t}, from that of the probabilities. */
  private void logits(double temperature, Columns.Addends gradP, Tensor heatmap, Tensor out) {
    Shape shape = heatmap.shape();
    int cells = shape.dim(1) * shape.dim(2);
    Columns columns = new Columns(parallel, shape.dim(0), cells, shape.dim(3));
    Rows p = Rows.of(heatmap);
    double[] means =
        columns.sum(
            (scratch, o, at, n, to) -> {
              gradP.load(scratch, o, at, n, to);
              float[] share = scratch.floats(3, n);
              p.get(at, share, n);
              multiply(to, share, n);
            });
    float[][] mean = columns.table(i -> means[i]);
    float scale = (float) (1 / temperature);
    Rows gradX = Rows.of(out);
    columns.forEachRun(
        (scratch, o, at, n) -> {
          float[] g = scratch.floats(2, n);
          gradP.load(scratch, o, at, n, g);
          float[] share = scratch.floats(3, n);
          p.get(at, share, n);
          centre(g, share, mean[o], scale, n);
          gradX.put(at, g, n);
        });
  }

  private static void multiply(float[] a, float[] b, int n) {
    for (int i = 0; i < n; i++) {
      a[i] *= b[i];
    }
  }

  private static void centre(float[] g, float[] p, float[] mean, float scale, int n) {
    for (int i = 0; i < n; i++) {
      g[i] = p[i] * (g[i] - mean[i]) * scale;
    }
  }

  // ---- Gaussians -------------------------------------------------------------------------------

  /**
   * A Gaussian is a product of one along x and one along y, so the sum over cells is one over rows
   * for each column, weighted along y, and then one over columns.
   */
  private void gaussian(Stream s, GaussianHeatmap.Params p, Tensor[] in, Tensor[] out) {
    int samples = in[1].dim(0);
    int each = 2 * in[1].dim(1);
    int bands = (p.height() + BAND - 1) / BAND;
    double[][] partial = new double[samples * bands][each];
    Rows grad = Rows.of(in[0]);
    Rows kp = Rows.of(in[1]);
    parallel.run(
        partial.length,
        1,
        (from, to) -> {
          for (int b = (int) from; b < to; b++) {
            band(p, grad, kp, b / bands, b % bands * BAND, partial[b]);
          }
        });
    Rows gradPoints = Rows.of(out[0]);
    for (int n = 0; n < samples; n++) {
      for (int i = 0; i < each; i++) {
        double sum = 0;
        for (int b = 0; b < bands; b++) {
          sum += partial[n * bands + b][i];
        }
        gradPoints.put((long) n * each + i, (float) (sum / p.variance()));
      }
    }
  }

  /** Adds up the rows of a band of sample {@code n}: (x, y) of each point. */
  private static void band(
      GaussianHeatmap.Params p, Rows grad, Rows kp, int n, int firstRow, double[] sum) {
    int points = sum.length / 2;
    int row = p.width() * points;
    Scratch scratch = Scratch.ofThread();
    float[] g = scratch.floats(0, row);
    float[] sums = scratch.floats(1, row); // of g alongY
    float[] moments = scratch.floats(2, row); // of g alongY (y - p)
    float[] weights = scratch.floats(3, row);
    float[] arms = scratch.floats(4, row);
    Arrays.fill(sums, 0, row, 0);
    Arrays.fill(moments, 0, row, 0);
    for (int i = firstRow; i < Math.min(p.height(), firstRow + BAND); i++) {
      grad.get(((long) n * p.height() + i) * row, g, row);
      for (int k = 0; k < points; k++) {
        double d = distance(kp, n, points, k, 1, i, p.height());
        weights[k] = (float) Math.exp(-0.5 * d * d / p.variance());
        arms[k] = (float) (weights[k] * d);
      }
      repeat(weights, points, row);
      repeat(arms, points, row);
      accumulate(sums, moments, g, weights, arms, row);
    }
    for (int j = 0; j < p.width(); j++) {
      for (int k = 0; k < points; k++) {
        double d = distance(kp, n, points, k, 0, j, p.width());
        double alongX = Math.exp(-0.5 * d * d / p.variance());
        sum[2 * k] += sums[j * points + k] * alongX * d;
        sum[2 * k + 1] += moments[j * points + k] * alongX;
      }
    }
  }

  private static double distance(Rows kp, int n, int points, int k, int axis, int cell, int size) {
    return CoordinateGrid.coordinate(cell, size) - kp.get(2L * ((long) n * points + k) + axis);
  }

  /** The first {@code period} values again and again. */
  private static void repeat(float[] values, int period, int n) {
    for (int have = period; have < n; have *= 2) {
      System.arraycopy(values, 0, values, have, Math.min(have, n - have));
    }
  }

  private static void accumulate(
      float[] sums, float[] moments, float[] g, float[] weights, float[] arms, int n) {
    for (int i = 0; i < n; i++) {
      sums[i] += g[i] * weights[i];
      moments[i] += g[i] * arms[i];
    }
  }

  // ---- Jacobians -------------------------------------------------------------------------------

  private void jacobian(Stream s, Void none, Tensor[] in, Tensor[] out) {
    Shape shape = in[1].shape();
    int points = shape.dim(3);
    boolean shared = in[0].dim(3) == 4;
    Rows map = Rows.of(in[0]);
    Rows heatmap = Rows.of(in[1]);
    Rows grad = Rows.of(in[2]);
    Rows gradMap = Rows.of(out[0]);
    Rows gradHeatmap = Rows.of(out[1]);
    int cells = shape.dim(1) * shape.dim(2);
    new Columns(parallel, shape.dim(0), cells, points)
        .forEachRun(
            (scratch, o, at, n) -> {
              float[] g = scratch.floats(0, 4 * points);
              grad.get(4L * o * points, g, 4 * points);
              long mapAt = shared ? 4 * (at / points) : 4 * at;
              int mapSize = shared ? 4 * (n / points) : 4 * n;
              float[] p = scratch.floats(1, n);
              float[] m = scratch.floats(2, mapSize);
              if (gradMap != null) {
                heatmap.get(at, p, n);
                if (shared) {
                  ofSharedMap(g, p, m, n, points);
                } else {
                  ofMap(g, p, m, n, points);
                }
                gradMap.put(mapAt, m, mapSize);
              }
              if (gradHeatmap != null) {
                map.get(mapAt, m, mapSize);
                ofHeatmap(g, m, p, n, points, shared);
                gradHeatmap.put(at, p, n);
              }
            });
  }

  private static void ofMap(float[] g, float[] p, float[] gradMap, int n, int points) {
    for (int cell = 0; cell < n; cell += points) {
      for (int i = 0; i < 4 * points; i++) {
        gradMap[4 * cell + i] = g[i] * p[cell + (i >> 2)];
      }
    }
  }

  private static void ofSharedMap(float[] g, float[] p, float[] gradMap, int n, int points) {
    for (int cell = 0; cell < n; cell += points) {
      int at = 4 * (cell / points);
      for (int e = 0; e < 4; e++) {
        float sum = 0;
        for (int k = 0; k < points; k++) {
          sum += g[4 * k + e] * p[cell + k];
        }
        gradMap[at + e] = sum;
      }
    }
  }

  private static void ofHeatmap(
      float[] g, float[] m, float[] gradHeatmap, int n, int points, boolean shared) {
    for (int cell = 0; cell < n; cell += points) {
      for (int k = 0; k < points; k++) {
        int at = shared ? 4 * (cell / points) : 4 * (cell + k);
        gradHeatmap[cell + k] =
            g[4 * k] * m[at]
                + g[4 * k + 1] * m[at + 1]
                + g[4 * k + 2] * m[at + 2]
                + g[4 * k + 3] * m[at + 3];
      }
    }
  }
}
