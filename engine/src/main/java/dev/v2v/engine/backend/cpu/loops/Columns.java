package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.backend.cpu.HostParallel;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * A tensor seen as (outer, rows, columns), for kernels that work column by column: sums over rows,
 * and arithmetic with one constant for each outer index and column. Immutable.
 *
 * <p>IMPLEMENTATION NOTES. Runs of elements begin with a row and stay within one outer index, so
 * that column constants, repeated to the length of a run, line up with them and everything is plain
 * array arithmetic for any number of columns. A sum is added up in float32 lanes, whole columns
 * beside each other, at most 64 addends a lane; lanes and chunks are then added in float64 in a
 * fixed order, whatever the number of threads.
 */
final class Columns {
  private static final int RUN = 512;
  private static final int RUNS_PER_CHUNK = 64;

  private final HostParallel parallel;
  private final long outer;
  private final long rows;
  private final int columns;
  private final int rowsPerRun;
  private final long rowsPerChunk;
  private final long chunksPerOuter;

  Columns(HostParallel parallel, long outer, long rows, int columns) {
    this.parallel = parallel;
    this.outer = outer;
    this.rows = rows;
    this.columns = columns;
    rowsPerRun = (int) Math.max(1, Math.min(rows, RUN / Math.max(1, columns)));
    rowsPerChunk = Math.max(1, (long) RUNS_PER_CHUNK * RUN / Math.max(1, columns));
    chunksPerOuter = (rows + rowsPerChunk - 1) / rowsPerChunk;
  }

  /** Number of (outer, column) pairs. */
  int size() {
    return Math.toIntExact(outer * columns);
  }

  /** Works on {@code n} elements from flat index {@code at}, all of outer index {@code o}. */
  @FunctionalInterface
  interface Run {
    void visit(Scratch scratch, int o, long at, int n);
  }

  void forEachRun(Run body) {
    forEachChunk((scratch, chunk, o, at, n) -> body.visit(scratch, o, at, n));
  }

  /** Gives the {@code n} addends of a run; slot 0 and 1 of the scratch memory are taken. */
  @FunctionalInterface
  interface Addends {
    void load(Scratch scratch, int o, long at, int n, float[] to);
  }

  /** The sum over rows for each outer index and column. */
  double[] sum(Addends addends) {
    return sums(1, (scratch, o, at, n, to) -> addends.load(scratch, o, at, n, to[0]))[0];
  }

  /**
   * Gives the {@code n} addends of a run for each of several sums; twice as many slots of the
   * scratch memory are taken, from 0.
   */
  @FunctionalInterface
  interface ManyAddends {
    void load(Scratch scratch, int o, long at, int n, float[][] to);
  }

  /** {@code number} sums over rows, each as in {@link #sum}, in one pass over the data. */
  double[][] sums(int number, ManyAddends addends) {
    int lanes = rowsPerRun * columns;
    double[][] partial = new double[number][Math.toIntExact(outer * chunksPerOuter * columns)];
    forEachChunk(
        (scratch, chunk, o, at, n) -> {
          float[][] values = arrays(scratch, number, lanes);
          addends.load(scratch, o, at, n, values);
          for (int k = 0; k < number; k++) {
            addTo(scratch.floats(number + k, lanes), values[k], n);
          }
        },
        (scratch, chunk) -> {
          for (int k = 0; k < number; k++) {
            Arrays.fill(scratch.floats(number + k, lanes), 0, lanes, 0);
          }
        },
        (scratch, chunk) -> {
          for (int k = 0; k < number; k++) {
            float[] sum = scratch.floats(number + k, lanes);
            for (int i = 0; i < lanes; i++) {
              partial[k][(int) chunk * columns + i % columns] += sum[i];
            }
          }
        });
    return Arrays.stream(partial).map(this::totals).toArray(double[][]::new);
  }

  private static float[][] arrays(Scratch scratch, int number, int length) {
    float[][] arrays = new float[number][];
    for (int k = 0; k < number; k++) {
      arrays[k] = scratch.floats(k, length);
    }
    return arrays;
  }

  /** Chunks added up in their order. */
  private double[] totals(double[] partial) {
    double[] totals = new double[size()];
    for (int i = 0; i < totals.length; i++) {
      long first = i / columns * chunksPerOuter * columns + i % columns;
      for (long k = 0; k < chunksPerOuter; k++) {
        totals[i] += partial[(int) (first + k * columns)];
      }
    }
    return totals;
  }

  private static void addTo(float[] sum, float[] values, int n) {
    for (int i = 0; i < n; i++) {
      sum[i] += values[i];
    }
  }

  /** Constants for each outer index and column, repeated over a run. */
  float[][] table(IntToDoubleFunction constants) {
    float[][] table = new float[Math.toIntExact(outer)][rowsPerRun * columns];
    for (int o = 0; o < table.length; o++) {
      for (int c = 0; c < columns; c++) {
        table[o][c] = (float) constants.applyAsDouble(o * columns + c);
      }
      for (int i = columns; i < table[o].length; i++) {
        table[o][i] = table[o][i - columns];
      }
    }
    return table;
  }

  private interface ChunkRun {
    void visit(Scratch scratch, long chunk, int o, long at, int n);
  }

  private interface ChunkEdge {
    void visit(Scratch scratch, long chunk);
  }

  private void forEachChunk(ChunkRun body) {
    forEachChunk(body, (scratch, chunk) -> {}, (scratch, chunk) -> {});
  }

  private void forEachChunk(ChunkRun body, ChunkEdge before, ChunkEdge after) {
    long rowsInChunk = Math.max(1, Math.min(rows, rowsPerChunk));
    parallel.run(
        outer * chunksPerOuter,
        Math.max(1, rowsPerChunk / rowsInChunk),
        (from, to) -> {
          Scratch scratch = Scratch.ofThread();
          for (long chunk = from; chunk < to; chunk++) {
            before.visit(scratch, chunk);
            long o = chunk / chunksPerOuter;
            long row = chunk % chunksPerOuter * rowsPerChunk;
            long end = Math.min(rows, row + rowsPerChunk);
            for (; row < end; row += rowsPerRun) {
              int n = (int) Math.min(rowsPerRun, end - row) * columns;
              body.visit(scratch, chunk, (int) o, (o * rows + row) * columns, n);
            }
            after.visit(scratch, chunk);
          }
        });
  }
}
