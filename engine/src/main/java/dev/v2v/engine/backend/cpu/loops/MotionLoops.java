package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cpu.HostParallel;
import dev.v2v.engine.op.warp.CoordinateGrid;
import dev.v2v.engine.op.warp.DenseMotion;
import dev.v2v.engine.op.warp.SparseMotion;
import java.util.Arrays;
import java.util.Set;

/** Motion fields; the adjoints, run in training only, stay with the plain loops. */
final class MotionLoops {
  private final HostParallel parallel;

  private MotionLoops(HostParallel parallel) {
    this.parallel = parallel;
  }

  static void register(HostParallel parallel, KernelRegistry registry) {
    MotionLoops loops = new MotionLoops(parallel);
    registry.add(SparseMotion.KEY, Set.of(DType.FLOAT32), loops::sparse);
    registry.add(DenseMotion.KEY, Rows.TYPES, loops::dense);
  }

  private void sparse(Stream s, SparseMotion.Params p, Tensor[] in, Tensor[] out) {
    int points = in[0].dim(1);
    Rows y = Rows.of(out[0]);
    parallel.run(
        (long) in[0].dim(0) * (points + 1),
        1,
        (from, to) -> {
          for (long slot = from; slot < to; slot++) {
            long k = slot / (points + 1) * points + slot % (points + 1) - 1;
            double[] map = slot % (points + 1) == 0 ? IDENTITY : affineMap(in, k);
            fill(map, p.height(), p.width(), y, slot * 2 * p.height() * p.width());
          }
        });
  }

  /** Rows (a, b, t) of {@code x' = a x + b y + t}. */
  static final double[] IDENTITY = {1, 0, 0, 0, 1, 0};

  /**
   * {@code A (z - p_D) + p_S} of key point {@code k} with {@code A = J_S J_D^-1}.
   *
   * @param in p_S, J_S, p_D, J_D
   */
  static double[] affineMap(Tensor[] in, long k) {
    double[] a = {1, 0, 0, 1};
    if (in[1] != null) {
      double[] source = four(Rows.of(in[1]), k);
      double[] d = four(Rows.of(in[3]), k);
      double determinant = d[0] * d[3] - d[1] * d[2];
      double[] inverse = {
        d[3] / determinant, -d[1] / determinant, -d[2] / determinant, d[0] / determinant
      };
      a[0] = source[0] * inverse[0] + source[1] * inverse[2];
      a[1] = source[0] * inverse[1] + source[1] * inverse[3];
      a[2] = source[2] * inverse[0] + source[3] * inverse[2];
      a[3] = source[2] * inverse[1] + source[3] * inverse[3];
    }
    Rows source = Rows.of(in[0]);
    Rows driving = Rows.of(in[2]);
    double px = driving.get(2 * k);
    double py = driving.get(2 * k + 1);
    return new double[] {
      a[0], a[1], source.get(2 * k) - a[0] * px - a[1] * py,
      a[2], a[3], source.get(2 * k + 1) - a[2] * px - a[3] * py
    };
  }

  private static double[] four(Rows rows, long k) {
    return new double[] {
      rows.get(4 * k), rows.get(4 * k + 1), rows.get(4 * k + 2), rows.get(4 * k + 3)
    };
  }

  private static void fill(double[] map, int height, int width, Rows y, long at) {
    float[] row = Scratch.ofThread().floats(0, 2 * width);
    for (int i = 0; i < height; i++) {
      double cy = CoordinateGrid.coordinate(i, height);
      for (int j = 0; j < width; j++) {
        double cx = CoordinateGrid.coordinate(j, width);
        row[2 * j] = (float) (map[0] * cx + map[1] * cy + map[2]);
        row[2 * j + 1] = (float) (map[3] * cx + map[4] * cy + map[5]);
      }
      y.put(at + 2L * i * width, row, 2 * width);
    }
  }

  private void dense(Stream s, Void p, Tensor[] in, Tensor[] out) {
    Rows mask = Rows.of(in[0]);
    Rows motions = Rows.of(in[1]);
    Rows y = Rows.of(out[0]);
    int height = in[0].dim(1);
    int width = in[0].dim(2);
    int slots = in[0].dim(3);
    parallel.run(
        (long) in[0].dim(0) * height,
        8,
        (from, to) -> {
          Scratch scratch = Scratch.ofThread();
          float[] weights = scratch.floats(0, width * slots);
          float[] motion = scratch.floats(1, 2 * width);
          float[] sum = scratch.floats(2, 2 * width);
          for (long line = from; line < to; line++) {
            long n = line / height;
            mask.get(line * width * slots, weights, width * slots);
            Arrays.fill(sum, 0, 2 * width, 0);
            for (int slot = 0; slot < slots; slot++) {
              long field = (n * slots + slot) * height + line % height;
              motions.get(field * 2 * width, motion, 2 * width);
              for (int i = 0; i < 2 * width; i++) {
                sum[i] += weights[i / 2 * slots + slot] * motion[i];
              }
            }
            y.put(line * 2 * width, sum, 2 * width);
          }
        });
  }
}
