package dev.v2v.engine.backend.reference;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.conv.LabelConv2d;

/** Convolution of one-hot labels, as plain loops over output pixels, taps and frames. */
final class LabelConvReference {
  private LabelConvReference() {}

  static void register(KernelRegistry registry) {
    registry.add(LabelConv2d.KEY, HostView.FLOATING, LabelConvReference::forward);
    registry.add(LabelConv2d.BACKWARD, HostView.FLOATING, LabelConvReference::backward);
  }

  /** Told of every row of the table that an output pixel adds, and of its factor. */
  private interface Visitor {
    void visit(long pixel, long row, double factor);
  }

  private static void walk(
      LabelConv2d.Params p, Shape table, Shape out, Tensor labels, Tensor edges, Visitor visitor) {
    HostView label = HostView.of(labels);
    HostView edge = HostView.of(edges);
    Shape x = labels.shape();
    int k = table.dim(0);
    int frames = table.dim(2);
    int rows = table.dim(3);
    for (long o = 0; o < out.elements() / Math.max(1, out.dim(3)); o++) {
      int oy = (int) (o / out.dim(2) % out.dim(1));
      int ox = (int) (o % out.dim(2));
      long n = o / out.dim(2) / out.dim(1);
      for (int tap = 0; tap < k * k; tap++) {
        int y = p.mode().source(oy + tap / k - p.pad(), x.dim(1));
        int column = p.mode().source(ox + tap % k - p.pad(), x.dim(2));
        for (int f = 0; f < frames && y >= 0 && column >= 0; f++) {
          long cell = ((n * x.dim(1) + y) * x.dim(2) + column) * frames + f;
          long first = ((long) tap * frames + f) * rows;
          long known = label.getLong(cell);
          if (known >= 0 && known < p.classes()) {
            visitor.visit(o, first + known, 1);
          }
          if (edge != null) {
            visitor.visit(o, first + p.classes(), edge.get(cell));
          }
        }
      }
    }
  }

  private static void forward(Stream s, LabelConv2d.Params p, Tensor[] in, Tensor[] out) {
    HostView table = HostView.of(in[0]);
    HostView bias = HostView.of(in[3]);
    int channels = out[0].dim(3);
    double[] y = Sums.of(out[0]);
    for (int i = 0; i < y.length && bias != null; i++) {
      y[i] = bias.get(i % channels);
    }
    walk(
        p,
        in[0].shape(),
        out[0].shape(),
        in[1],
        in[2],
        (o, row, factor) -> {
          for (int c = 0; c < channels; c++) {
            y[(int) (o * channels + c)] += factor * table.get(row * channels + c);
          }
        });
    Sums.store(y, out[0]);
  }

  private static void backward(Stream s, LabelConv2d.Params p, Tensor[] in, Tensor[] out) {
    HostView g = HostView.of(in[0]);
    int channels = in[0].dim(3);
    double[] sums = Sums.of(out[0]);
    walk(
        p,
        out[0].shape(),
        in[0].shape(),
        in[1],
        in[2],
        (o, row, factor) -> {
          for (int c = 0; c < channels; c++) {
            sums[(int) (row * channels + c)] += factor * g.get(o * channels + c);
          }
        });
    Sums.store(sums, out[0]);
  }
}
