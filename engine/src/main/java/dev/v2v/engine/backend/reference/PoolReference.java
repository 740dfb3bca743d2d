package dev.v2v.engine.backend.reference;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.conv.Pool2d;

/** Pooling, as plain loops over windows. */
final class PoolReference {
  private PoolReference() {}

  static void register(KernelRegistry registry) {
    registry.add(Pool2d.KEY, HostView.FLOATING, PoolReference::forward);
    registry.add(Pool2d.BACKWARD, HostView.FLOATING, PoolReference::backward);
  }

  /** Called for every window; rows and columns are the part inside the image. */
  private interface WindowVisitor {
    void visit(long out, int n, int top, int bottom, int left, int right);
  }

  private static void forward(Stream s, Pool2d.Params p, Tensor[] in, Tensor[] out) {
    HostView x = HostView.of(in[0]);
    HostView y = HostView.of(out[0]);
    Shape xs = in[0].shape();
    int channels = xs.dim(3);
    forEachWindow(
        p,
        xs,
        out[0].shape(),
        (o, n, top, bottom, left, right) -> {
          for (int c = 0; c < channels; c++) {
            double value;
            if (p.kind() == Pool2d.Kind.MAXIMUM) {
              value = x.get(largest(x, xs, n, top, bottom, left, right, c));
            } else {
              value = 0;
              for (int row = top; row < bottom; row++) {
                for (int column = left; column < right; column++) {
                  value += x.get(index(xs, n, row, column, c));
                }
              }
              value /= divisor(p, (bottom - top) * (right - left));
            }
            y.set(o * channels + c, value);
          }
        });
  }

  private static void backward(Stream s, Pool2d.Params p, Tensor[] in, Tensor[] out) {
    HostView g = HostView.of(in[0]);
    HostView x = HostView.of(in[1]);
    Shape xs = out[0].shape();
    int channels = xs.dim(3);
    double[] sums = Sums.of(out[0]);
    forEachWindow(
        p,
        xs,
        in[0].shape(),
        (o, n, top, bottom, left, right) -> {
          for (int c = 0; c < channels; c++) {
            double go = g.get(o * channels + c);
            if (p.kind() == Pool2d.Kind.MAXIMUM) {
              sums[(int) largest(x, xs, n, top, bottom, left, right, c)] += go;
              continue;
            }
            double share = go / divisor(p, (bottom - top) * (right - left));
            for (int row = top; row < bottom; row++) {
              for (int column = left; column < right; column++) {
                sums[(int) index(xs, n, row, column, c)] += share;
              }
            }
          }
        });
    Sums.store(sums, out[0]);
  }

  private static int divisor(Pool2d.Params p, int inside) {
    return p.kind() == Pool2d.Kind.AVERAGE_WITH_PADDING ? p.kernelH() * p.kernelW() : inside;
  }

  /** The first largest cell in row order; the last NaN if there is one. */
  private static long largest(
      HostView x, Shape xs, int n, int top, int bottom, int left, int right, int c) {
    long best = index(xs, n, top, left, c);
    for (int row = top; row < bottom; row++) {
      for (int column = left; column < right; column++) {
        long at = index(xs, n, row, column, c);
        if (x.get(at) > x.get(best) || Double.isNaN(x.get(at))) {
          best = at;
        }
      }
    }
    return best;
  }

  private static long index(Shape x, int n, int row, int column, int c) {
    return (((long) n * x.dim(1) + row) * x.dim(2) + column) * x.dim(3) + c;
  }

  private static void forEachWindow(Pool2d.Params p, Shape x, Shape y, WindowVisitor visitor) {
    for (int n = 0; n < y.dim(0); n++) {
      for (int oy = 0; oy < y.dim(1); oy++) {
        int top = oy * p.strideH() - p.padH();
        for (int ox = 0; ox < y.dim(2); ox++) {
          int left = ox * p.strideW() - p.padW();
          visitor.visit(
              ((long) n * y.dim(1) + oy) * y.dim(2) + ox,
              n,
              Math.max(0, top),
              Math.min(x.dim(1), top + p.kernelH()),
              Math.max(0, left),
              Math.min(x.dim(2), left + p.kernelW()));
        }
      }
    }
  }
}
