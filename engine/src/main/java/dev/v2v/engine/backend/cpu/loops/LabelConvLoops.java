package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cpu.HostParallel;
import dev.v2v.engine.op.conv.LabelConv2d;

/**
 * Convolution of one-hot labels, forward parallel over rows of pixels, backward over rows of taps.
 *
 * <p>IMPLEMENTATION NOTES. Labels come in regions. Along a row, what one tap adds to the result
 * changes only where the label under it does, so forward notes the changes, a row of the table in
 * and another out, and adds up along the row at the end: work goes with the number of borders, not
 * of pixels. Backward is the transpose of that: the gradient is added up along the row, and each
 * run of a label takes the difference at its two ends; a thread does the first once for all taps
 * that it has. Sums are in float64, or what was added and taken out again would leave its rounding
 * behind.
 */
final class LabelConvLoops {
  private final HostParallel parallel;

  private LabelConvLoops(HostParallel parallel) {
    this.parallel = parallel;
  }

  static void register(HostParallel parallel, KernelRegistry registry) {
    LabelConvLoops loops = new LabelConvLoops(parallel);
    registry.add(LabelConv2d.KEY, Rows.TYPES, loops::forward);
    registry.add(LabelConv2d.BACKWARD, Rows.TYPES, loops::backward);
  }

  /** Sizes of a table {@code (kernel, kernel, frames, rows, channels)}. */
  private record Table(int kernel, int frames, int rows, int channels) {
    static Table of(Shape s) {
      return new Table(s.dim(0), s.dim(2), s.dim(3), s.dim(4));
    }

    /** Values of one tap and frame. */
    int values() {
      return rows * channels;
    }

    int first(int tap, int frame) {
      return (tap * frames + frame) * values();
    }

    int size() {
      return kernel * kernel * frames * values();
    }

    /** Where the factors of edges stand among the values of a tap and frame. */
    int edge() {
      return (rows - 1) * channels;
    }
  }

  private void forward(Stream s, LabelConv2d.Params p, Tensor[] in, Tensor[] out) {
    Table table = Table.of(in[0].shape());
    int channels = table.channels();
    // A row of zeros at the end is that of no label.
    double[] values = widened(in[0], table.size() + channels);
    double[] bias = widened(in[3], channels);
    Rows y = Rows.of(out[0]);
    int height = out[0].dim(1);
    int width = out[0].dim(2);
    parallel.run(
        (long) out[0].dim(0) * height,
        1,
        (from, to) -> {
          Scratch scratch = Scratch.ofThread();
          LabelLine line = new LabelLine(p, in[1], in[2], scratch);
          float[] row = scratch.floats(0, width * channels);
          for (long o = from; o < to; o++) {
            double[] changes = scratch.zeroDoubles(width * channels);
            for (int ky = 0; ky < table.kernel(); ky++) {
              for (int f = 0; f < table.frames(); f++) {
                if (line.read(o / height, (int) (o % height) + ky - p.pad(), f)) {
                  addChanges(line, table, values, ky, f, width, changes);
                }
              }
            }
            addUp(bias, changes, width, channels, row);
            y.put(o * width * channels, row, width * channels);
          }
        });
  }

  /** Float64 values of a tensor, zeros behind them and for {@code null}. */
  private static double[] widened(Tensor tensor, int size) {
    double[] values = new double[size];
    if (tensor != null) {
      float[] narrow = new float[Math.toIntExact(tensor.elements())];
      Rows.of(tensor).get(0, narrow, narrow.length);
      for (int i = 0; i < narrow.length; i++) {
        values[i] = narrow[i];
      }
    }
    return values;
  }

  private static void addChanges(
      LabelLine line, Table table, double[] values, int ky, int f, int width, double[] to) {
    int channels = table.channels();
    for (int kx = 0; kx < table.kernel(); kx++) {
      int first = table.first(ky * table.kernel() + kx, f);
      int before = row(line, table, first, kx);
      exchange(values, before, table.size(), to, 0, channels);
      for (int i = 0; i < line.labelChanges; i++) {
        int at = line.labelChange[i] - kx;
        if (at > 0 && at < width) {
          int after = row(line, table, first, at + kx);
          exchange(values, after, before, to, at * channels, channels);
          before = after;
        }
      }
      if (line.hasEdges()) {
        float edge = line.edge[kx];
        addScaled(edge, values, first + table.edge(), to, 0, channels);
        for (int i = 0; i < line.edgeChanges; i++) {
          int at = line.edgeChange[i] - kx;
          if (at > 0 && at < width) {
            double change = (double) line.edge[at + kx] - edge;
            addScaled(change, values, first + table.edge(), to, at * channels, channels);
            edge = line.edge[at + kx];
          }
        }
      }
    }
  }

  /** Where the row of a cell's label begins. */
  private static int row(LabelLine line, Table table, int first, int cell) {
    int label = line.label[cell];
    return label == line.none() ? table.size() : first + label * table.channels();
  }

  private static void exchange(double[] x, int in, int out, double[] y, int at, int n) {
    for (int i = 0; i < n; i++) {
      y[at + i] += x[in + i] - x[out + i];
    }
  }

  private static void addScaled(double a, double[] x, int from, double[] y, int at, int n) {
    if (a != 0) {
      for (int i = 0; i < n; i++) {
        y[at + i] += a * x[from + i];
      }
    }
  }

  /** From changes along a row to its values. */
  private static void addUp(double[] bias, double[] changes, int width, int n, float[] row) {
    for (int i = 0; i < n; i++) {
      changes[i] += bias[i];
      row[i] = (float) changes[i];
    }
    for (int i = n; i < width * n; i++) {
      changes[i] += changes[i - n];
      row[i] = (float) changes[i];
    }
  }

  private void backward(Stream s, LabelConv2d.Params p, Tensor[] in, Tensor[] out) {
    Table table = Table.of(out[0].shape());
    Rows g = Rows.of(in[0]);
    Rows gradTable = Rows.of(out[0]);
    int channels = table.channels();
    int height = in[0].dim(1);
    int width = in[0].dim(2);
    long lines = (long) in[0].dim(0) * height;
    long parts = (long) table.kernel() * table.frames();
    int size = table.kernel() * table.values(); // of a part: a row of taps of a frame
    parallel.run(
        parts,
        (parts + parallel.threads() - 1) / parallel.threads(),
        (from, to) -> {
          Scratch scratch = Scratch.ofThread();
          LabelLine line = new LabelLine(p, in[1], in[2], scratch);
          float[] row = scratch.floats(0, Math.max(width * channels, table.values()));
          double[] upTo = scratch.doubles(1, (width + 1) * channels);
          double[] sums = scratch.zeroDoubles((int) (to - from) * size);
          for (long o = 0; o < lines; o++) {
            g.get(o * width * channels, row, width * channels);
            addUp(row, width, channels, upTo);
            for (long part = from; part < to; part++) {
              int ky = (int) part / table.frames();
              int f = (int) part % table.frames();
              if (line.read(o / height, (int) (o % height) + ky - p.pad(), f)) {
                addRuns(line, table, upTo, width, sums, (int) (part - from) * size);
              }
            }
          }
          for (long part = from; part < to; part++) {
            put(sums, (int) (part - from) * size, table, (int) part, row, gradTable);
          }
        });
  }

  /** Brings the sums of a row of taps of a frame to their places. */
  private static void put(
      double[] sums, int from, Table table, int part, float[] row, Rows gradTable) {
    int ky = part / table.frames();
    int f = part % table.frames();
    for (int kx = 0; kx < table.kernel(); kx++) {
      for (int i = 0; i < table.values(); i++) {
        row[i] = (float) sums[from + kx * table.values() + i];
      }
      gradTable.put(table.first(ky * table.kernel() + kx, f), row, table.values());
    }
  }

  /** Sums of a row's pixels before each. */
  private static void addUp(float[] row, int width, int n, double[] upTo) {
    for (int i = 0; i < n; i++) {
      upTo[i] = 0;
    }
    for (int i = 0; i < width * n; i++) {
      upTo[n + i] = upTo[i] + row[i];
    }
  }

  private static void addRuns(
      LabelLine line, Table table, double[] upTo, int width, double[] sums, int part) {
    int channels = table.channels();
    for (int kx = 0; kx < table.kernel(); kx++) {
      int first = part + kx * table.values();
      int start = 0;
      for (int i = 0; i <= line.labelChanges; i++) {
        int end = i < line.labelChanges ? Math.min(width, line.labelChange[i] - kx) : width;
        int label = line.label[start + kx];
        if (end > start && label != line.none()) {
          addRun(1, upTo, start, end, sums, first + label * channels, channels);
        }
        start = Math.max(start, end);
        if (start == width) {
          break;
        }
      }
      addEdgeRuns(line, table, kx, upTo, width, sums, first + table.edge());
    }
  }

  private static void addEdgeRuns(
      LabelLine line, Table table, int kx, double[] upTo, int width, double[] sums, int to) {
    int start = 0;
    for (int i = 0; i <= line.edgeChanges && line.hasEdges() && start < width; i++) {
      int end = i < line.edgeChanges ? Math.min(width, line.edgeChange[i] - kx) : width;
      float edge = line.edge[start + kx];
      if (end > start && edge != 0) {
        addRun(edge, upTo, start, end, sums, to, table.channels());
      }
      start = Math.max(start, end);
    }
  }

  private static void addRun(
      double a, double[] upTo, int start, int end, double[] sums, int at, int n) {
    for (int i = 0; i < n; i++) {
      sums[at + i] += a * (upTo[end * n + i] - upTo[start * n + i]);
    }
  }
}
