package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cpu.HostParallel;
import dev.v2v.engine.op.flow.MedianFilter;
import java.util.Set;

/**
 * Medians of windows, parallel over rows.
 *
 * <p>IMPLEMENTATION NOTES. A row's windows are as many arrays as a window has cells, each the row
 * shifted; exchanges of two such arrays, element by element, are vector code. Of so many values
 * that the median is among them whatever the others are, the least and the largest cannot be it:
 * both are dropped, one of the others comes in, until three are left. (Forgetful selection; 132
 * exchanges for 25 values.)
 */
final class MedianLoops {
  /** Values of one chunk. */
  private static final int GRAIN = 1 << 12;

  private final HostParallel parallel;

  private MedianLoops(HostParallel parallel) {
    this.parallel = parallel;
  }

  static void register(HostParallel parallel, KernelRegistry registry) {
    registry.add(MedianFilter.KEY, Set.of(DType.FLOAT32), new MedianLoops(parallel)::median);
  }

  private void median(Stream s, Integer radius, Tensor[] in, Tensor[] out) {
    Rows x = Rows.of(in[0]);
    Rows y = Rows.of(out[0]);
    int h = in[0].dim(1);
    int channels = in[0].dim(3);
    int n = in[0].dim(2) * channels;
    int side = 2 * radius + 1;
    parallel.run(
        (long) in[0].dim(0) * h,
        Math.max(1, GRAIN / Math.max(1, n)),
        (from, to) -> {
          float[][] cells = new float[side * side][n];
          float[] row = Scratch.ofThread().floats(0, n);
          for (long o = from; o < to; o++) {
            long top = o / h * h;
            for (int a = 0; a < side; a++) {
              x.get(Math.max(top, Math.min(top + h - 1, o + a - radius)) * n, row, n);
              for (int b = 0; b < side; b++) {
                shift(row, (b - radius) * channels, channels, cells[a * side + b], n);
              }
            }
            y.put(o * n, select(cells, n), n);
          }
        });
  }

  /** {@code to[i] = row[i + by]}, the border's pixel repeated. */
  private static void shift(float[] row, int by, int channels, float[] to, int n) {
    int first = Math.min(n, Math.max(0, -by));
    int last = Math.max(0, Math.min(n, n - by));
    if (first < last) {
      System.arraycopy(row, first + by, to, first, last - first);
    }
    for (int i = 0; i < first; i++) {
      to[i] = row[i % channels];
    }
    for (int i = Math.max(first, last); i < n; i++) {
      to[i] = row[n - channels + i % channels];
    }
  }

  /** The medians, in one of the arrays; all of them are overwritten. */
  private static float[] select(float[][] cells, int n) {
    int kept = cells.length / 2 + 2;
    for (int next = kept; kept > 3; kept--, next++) {
      extremesToEnds(cells, kept, n);
      // The least is at 0 and the largest at kept - 1: drop both, let the next one in.
      float[] least = cells[0];
      cells[0] = cells[next];
      cells[next] = least;
    }
    extremesToEnds(cells, 3, n);
    return cells[1];
  }

  /** Brings the least of the first {@code kept} values to the front and the largest to the end. */
  private static void extremesToEnds(float[][] cells, int kept, int n) {
    for (int i = 0, j = kept - 1; i < j; i++, j--) {
      exchange(
          cells[i], cells[j], n); // now the least is in the first half, the largest in the other
    }
    for (int i = 1; i <= (kept - 1) / 2; i++) {
      exchange(cells[0], cells[i], n);
    }
    for (int j = kept / 2; j < kept - 1; j++) {
      exchange(cells[j], cells[kept - 1], n);
    }
  }

  private static void exchange(float[] low, float[] high, int n) {
    for (int i = 0; i < n; i++) {
      float a = low[i];
      float b = high[i];
      low[i] = Math.min(a, b);
      high[i] = Math.max(a, b);
    }
  }
}
