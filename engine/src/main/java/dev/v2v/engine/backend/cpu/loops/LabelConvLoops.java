package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cpu.HostParallel;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.conv.LabelConv2d;
import java.util.Arrays;

/**
 * Convolution of one-hot labels: forward parallel over rows of pixels, backward over taps and
 * frames, each of which has its own rows of the table.
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

  /** Label maps as the taps of a pixel read them. */
  private static final class Maps {
    private final LabelConv2d.Params p;
    private final HostView labels;
    private final Rows edges;
    private final int height;
    private final int width;
    final int kernel;
    final int frames;
    final int rows;
    final int channels;

    Maps(LabelConv2d.Params p, Shape table, Tensor labels, Tensor edges) {
      this.p = p;
      this.labels = HostView.of(labels);
      this.edges = Rows.of(edges);
      this.height = labels.dim(1);
      this.width = labels.dim(2);
      this.kernel = table.dim(0);
      this.frames = table.dim(2);
      this.rows = table.dim(3);
      this.channels = table.dim(4);
    }

    /** Index of frame 0 at the cell of a tap, -1 outside. */
    long cell(long n, int oy, int ox, int tap) {
      int y = p.mode().source(oy + tap / kernel - p.pad(), height);
      int x = p.mode().source(ox + tap % kernel - p.pad(), width);
      return y < 0 || x < 0 ? -1 : ((n * height + y) * width + x) * frames;
    }

    /** Row of the label at a cell among those of its tap and frame, -1 for none. */
    int row(long cell) {
      long label = labels.getLong(cell);
      return label >= 0 && label < p.classes() ? (int) label : -1;
    }

    /** Factor of the last row, 0 without edges. */
    float edge(long cell) {
      return edges == null ? 0 : edges.get(cell);
    }
  }

  private void forward(Stream s, LabelConv2d.Params p, Tensor[] in, Tensor[] out) {
    Maps maps = new Maps(p, in[0].shape(), in[1], in[2]);
    float[] table = new float[Math.toIntExact(in[0].elements())];
    Rows.of(in[0]).get(0, table, table.length);
    float[] bias = new float[maps.channels];
    if (in[3] != null) {
      Rows.of(in[3]).get(0, bias, maps.channels);
    }
    Rows y = Rows.of(out[0]);
    int height = out[0].dim(1);
    int width = out[0].dim(2);
    parallel.run(
        (long) out[0].dim(0) * height,
        1,
        (from, to) -> {
          float[] row = Scratch.ofThread().floats(0, width * maps.channels);
          for (long line = from; line < to; line++) {
            for (int ox = 0; ox < width; ox++) {
              int at = ox * maps.channels;
              System.arraycopy(bias, 0, row, at, maps.channels);
              addTaps(maps, table, line / height, (int) (line % height), ox, row, at);
            }
            y.put(line * width * maps.channels, row, width * maps.channels);
          }
        });
  }

  private static void addTaps(
      Maps maps, float[] table, long n, int oy, int ox, float[] to, int at) {
    for (int tap = 0; tap < maps.kernel * maps.kernel; tap++) {
      long cell = maps.cell(n, oy, ox, tap);
      for (int f = 0; f < maps.frames && cell >= 0; f++) {
        int first = (tap * maps.frames + f) * maps.rows;
        int row = maps.row(cell + f);
        if (row >= 0) {
          SamplePoints.addScaled(1, table, (first + row) * maps.channels, to, at, maps.channels);
        }
        float edge = maps.edge(cell + f);
        if (edge != 0) {
          int last = (first + maps.rows - 1) * maps.channels;
          SamplePoints.addScaled(edge, table, last, to, at, maps.channels);
        }
      }
    }
  }

  private void backward(Stream s, LabelConv2d.Params p, Tensor[] in, Tensor[] out) {
    Maps maps = new Maps(p, out[0].shape(), in[1], in[2]);
    Rows g = Rows.of(in[0]);
    Rows gradTable = Rows.of(out[0]);
    int height = in[0].dim(1);
    int width = in[0].dim(2);
    int values = maps.rows * maps.channels;
    parallel.run(
        (long) maps.kernel * maps.kernel * maps.frames,
        1,
        (from, to) -> {
          Scratch scratch = Scratch.ofThread();
          float[] sums = scratch.floats(0, values);
          float[] line = scratch.floats(1, width * maps.channels);
          for (long part = from; part < to; part++) {
            Arrays.fill(sums, 0, values, 0);
            for (long o = 0; o < (long) in[0].dim(0) * height; o++) {
              g.get(o * width * maps.channels, line, width * maps.channels);
              addLine(maps, (int) part, o / height, (int) (o % height), width, line, sums);
            }
            gradTable.put(part * values, sums, values);
          }
        });
  }

  private static void addLine(
      Maps maps, int part, long n, int oy, int width, float[] line, float[] sums) {
    int f = part % maps.frames;
    int channels = maps.channels;
    for (int ox = 0; ox < width; ox++) {
      long cell = maps.cell(n, oy, ox, part / maps.frames);
      if (cell < 0) {
        continue;
      }
      int row = maps.row(cell + f);
      if (row >= 0) {
        SamplePoints.addScaled(1, line, ox * channels, sums, row * channels, channels);
      }
      float edge = maps.edge(cell + f);
      if (edge != 0) {
        int last = (maps.rows - 1) * channels;
        SamplePoints.addScaled(edge, line, ox * channels, sums, last, channels);
      }
    }
  }
}
