package dev.v2v.engine.backend.reference;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.conv.Conv2d;

/** Convolution and its adjoints, as plain loops over output cells and taps. */
final class ConvReference {
  private ConvReference() {}

  static void register(KernelRegistry registry) {
    registry.add(Conv2d.KEY, HostView.FLOATING, ConvReference::forward);
    registry.add(Conv2d.BACKWARD_DATA, HostView.FLOATING, ConvReference::backwardData);
    registry.add(Conv2d.BACKWARD_WEIGHT, HostView.FLOATING, ConvReference::backwardWeight);
  }

  /** Called for every pair of an input cell and an output cell that a tap joins. */
  private interface TapVisitor {
    void visit(long outCell, long inCell, int ky, int kx);
  }

  private static void forward(Stream s, Conv2d.Params p, Tensor[] in, Tensor[] out) {
    HostView x = HostView.of(in[0]);
    HostView w = HostView.of(in[1]);
    HostView bias = HostView.of(in[2]);
    HostView residual = HostView.of(in[3]);
    HostView y = HostView.of(out[0]);
    Shape ws = in[1].shape();
    int co = ws.dim(0);
    int ci = ws.dim(3);
    int xc = in[0].dim(3);
    int perGroup = co / p.groups();
    double[] sums = new double[Math.toIntExact(out[0].elements())];
    forEachTap(
        p,
        in[0].shape(),
        ws,
        out[0].shape(),
        (o, i, ky, kx) -> {
          for (int c = 0; c < co; c++) {
            double sum = 0;
            long wAt = (((long) c * ws.dim(1) + ky) * ws.dim(2) + kx) * ci;
            long xAt = i * xc + (long) (c / perGroup) * ci;
            for (int k = 0; k < ci; k++) {
              sum += w.get(wAt + k) * x.get(xAt + k);
            }
            sums[(int) (o * co + c)] += sum;
          }
        });
    for (int i = 0; i < sums.length; i++) {
      double v = sums[i];
      v += bias == null ? 0 : bias.get(i % co);
      v += residual == null ? 0 : residual.get(i);
      y.set(i, p.activation().apply(v));
    }
  }

  private static void backwardData(Stream s, Conv2d.Params p, Tensor[] in, Tensor[] out) {
    Sums.store(adjoint(p, in[0], in[1], out[0].shape()), out[0]);
  }

  /** What an output-like tensor sends back to an input of shape {@code x}. */
  static double[] adjoint(Conv2d.Params p, Tensor gradOut, Tensor weight, Shape x) {
    HostView g = HostView.of(gradOut);
    HostView w = HostView.of(weight);
    Shape ws = weight.shape();
    int co = ws.dim(0);
    int ci = ws.dim(3);
    int xc = x.dim(3);
    int perGroup = co / p.groups();
    double[] sums = new double[Math.toIntExact(x.elements())];
    forEachTap(
        p,
        x,
        ws,
        gradOut.shape(),
        (o, i, ky, kx) -> {
          for (int c = 0; c < co; c++) {
            long wAt = (((long) c * ws.dim(1) + ky) * ws.dim(2) + kx) * ci;
            long xAt = i * xc + (long) (c / perGroup) * ci;
            double go = g.get(o * co + c);
            for (int k = 0; k < ci; k++) {
              sums[(int) (xAt + k)] += w.get(wAt + k) * go;
            }
          }
        });
    return sums;
  }

  private static void backwardWeight(Stream s, Conv2d.Params p, Tensor[] in, Tensor[] out) {
    HostView x = HostView.of(in[0]);
    HostView g = HostView.of(in[1]);
    int co = in[1].dim(3);
    if (out[1] != null) {
      HostView gb = HostView.of(out[1]);
      double[] sums = new double[co];
      for (long i = 0; i < in[1].elements(); i++) {
        sums[(int) (i % co)] += g.get(i);
      }
      for (int c = 0; c < co; c++) {
        gb.set(c, sums[c]);
      }
    }
    if (out[0] == null) {
      return;
    }
    HostView gw = HostView.of(out[0]);
    Shape ws = out[0].shape();
    int ci = ws.dim(3);
    int xc = in[0].dim(3);
    int perGroup = co / p.groups();
    double[] sums = new double[Math.toIntExact(out[0].elements())];
    forEachTap(
        p,
        in[0].shape(),
        ws,
        in[1].shape(),
        (o, i, ky, kx) -> {
          for (int c = 0; c < co; c++) {
            long wAt = (((long) c * ws.dim(1) + ky) * ws.dim(2) + kx) * ci;
            long xAt = i * xc + (long) (c / perGroup) * ci;
            double go = g.get(o * co + c);
            for (int k = 0; k < ci; k++) {
              sums[(int) (wAt + k)] += x.get(xAt + k) * go;
            }
          }
        });
    for (int i = 0; i < sums.length; i++) {
      gw.set(i, sums[i]);
    }
  }

  private static void forEachTap(Conv2d.Params p, Shape x, Shape w, Shape y, TapVisitor visitor) {
    for (int n = 0; n < y.dim(0); n++) {
      for (int oy = 0; oy < y.dim(1); oy++) {
        for (int ox = 0; ox < y.dim(2); ox++) {
          long o = ((long) n * y.dim(1) + oy) * y.dim(2) + ox;
          for (int ky = 0; ky < w.dim(1); ky++) {
            int iy = oy * p.strideH() - p.padH() + ky * p.dilationH();
            for (int kx = 0; kx < w.dim(2); kx++) {
              int ix = ox * p.strideW() - p.padW() + kx * p.dilationW();
              if (iy >= 0 && iy < x.dim(1) && ix >= 0 && ix < x.dim(2)) {
                visitor.visit(o, ((long) n * x.dim(1) + iy) * x.dim(2) + ix, ky, kx);
              }
            }
          }
        }
      }
    }
  }
}
