package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.DType;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cpu.HostParallel;
import dev.v2v.engine.op.reduce.SumTo;

/**
 * Sums over dimensions.
 *
 * <p>IMPLEMENTATION NOTES. Every sum but odd ones is that of a tensor seen as (outer, rows,
 * columns) over its rows: one column for a full sum, several for a bias gradient. A chunk of rows
 * is added up in float32 lanes, whole columns beside each other, so that the compiler can use
 * vectors for any number of columns; a lane takes at most a few hundred addends. Lanes and chunks
 * are then added in float64 in a fixed order, whatever the number of threads.
 */
final class SumLoops {
  private static final int LANES = 512;
  private static final int CHUNK = 64 * LANES;

  private final HostParallel parallel;
  private final Kernel<Shape> plain;

  private SumLoops(HostParallel parallel, Kernel<Shape> plain) {
    this.parallel = parallel;
    this.plain = plain;
  }

  static void register(HostParallel parallel, KernelRegistry registry) {
    SumLoops loops = new SumLoops(parallel, registry.find(SumTo.KEY, DType.FLOAT32));
    registry.add(SumTo.KEY, Rows.TYPES, loops::sumTo);
  }

  private void sumTo(Stream s, Shape target, Tensor[] in, Tensor[] out) {
    Collapsed walk = Collapsed.of(target, in[0].shape());
    if (in[0].elements() == 0) {
      plain.launch(s, target, in, out);
    } else if (walk.hasStrides(0)) {
      sum(in[0], out[0], 1, walk.dim(0), 1);
    } else if (walk.hasStrides(0, 1)) {
      sum(in[0], out[0], 1, walk.dim(0), walk.dim(1));
    } else if (walk.hasStrides(1, 0)) {
      sum(in[0], out[0], walk.dim(0), walk.dim(1), 1);
    } else if (walk.rank() == 3 && walk.stride(1) == 0 && walk.stride(2) == 1) {
      sum(in[0], out[0], walk.dim(0), walk.dim(1), walk.dim(2));
    } else {
      plain.launch(s, target, in, out);
    }
  }

  private void sum(Tensor x, Tensor y, long outer, long rows, long columns) {
    sum(parallel, Rows.of(x), Rows.of(y), outer, rows, Math.toIntExact(columns));
  }

  /** {@code y[o, c] = sum of x[o, r, c] over r}. */
  static void sum(HostParallel parallel, Rows x, Rows y, long outer, long rows, int columns) {
    long rowsPerChunk = Math.max(1, CHUNK / columns);
    int chunks = Math.toIntExact((rows + rowsPerChunk - 1) / rowsPerChunk);
    long grain = Math.max(1, CHUNK / (Math.min(rows, rowsPerChunk) * columns));
    double[] partial = new double[Math.toIntExact(outer * chunks * columns)];
    parallel.run(
        outer * chunks,
        grain,
        (from, to) -> {
          Scratch scratch = Scratch.ofThread();
          for (long unit = from; unit < to; unit++) {
            long firstRow = unit % chunks * rowsPerChunk;
            long count = Math.min(rowsPerChunk, rows - firstRow);
            long at = (unit / chunks * rows + firstRow) * columns;
            addRows(scratch, x, at, count * columns, columns, partial, (int) unit * columns);
          }
        });
    float[] row = new float[columns];
    for (int o = 0; o < outer; o++) {
      for (int c = 0; c < columns; c++) {
        double total = 0;
        for (int k = 0; k < chunks; k++) {
          total += partial[(o * chunks + k) * columns + c];
        }
        row[c] = (float) total;
      }
      y.put((long) o * columns, row, columns);
    }
  }

  private static void addRows(
      Scratch scratch, Rows x, long at, long elements, int columns, double[] sums, int offset) {
    int lanes = columns * Math.max(1, LANES / columns);
    float[] values = scratch.floats(0, lanes);
    float[] sum = scratch.floats(1, lanes);
    java.util.Arrays.fill(sum, 0, lanes, 0);
    for (long done = 0; done < elements; done += lanes) {
      int n = (int) Math.min(lanes, elements - done);
      x.get(at + done, values, n);
      add(values, sum, n);
    }
    for (int i = 0; i < lanes; i += columns) {
      for (int c = 0; c < columns; c++) {
        sums[offset + c] += sum[i + c];
      }
    }
  }

  private static void add(float[] values, float[] sum, int n) {
    for (int i = 0; i < n; i++) {
      sum[i] += values[i];
    }
  }
}
