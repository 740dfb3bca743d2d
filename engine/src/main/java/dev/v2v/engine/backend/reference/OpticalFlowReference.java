package dev.v2v.engine.backend.reference;

import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.flow.MedianFilter;
import dev.v2v.engine.op.flow.TvL1Descent;
import dev.v2v.engine.op.flow.TvL1Linearize;
import java.util.Arrays;
import java.util.Set;

/** The steps of variational optical flow, pixel by pixel. */
final class OpticalFlowReference {
  private static final Set<DType> WIDE = Set.of(DType.FLOAT32, DType.FLOAT64);

  private OpticalFlowReference() {}

  static void register(KernelRegistry registry) {
    registry.add(TvL1Linearize.KEY, WIDE, OpticalFlowReference::linearize);
    registry.add(TvL1Descent.KEY, WIDE, OpticalFlowReference::descend);
    registry.add(MedianFilter.KEY, WIDE, OpticalFlowReference::median);
  }

  private static void linearize(Stream s, Void none, Tensor[] in, Tensor[] out) {
    HostView here = HostView.of(in[0]);
    HostView there = HostView.of(in[1]);
    HostView flow = HostView.of(in[2]);
    HostView data = HostView.of(out[0]);
    int h = in[0].dim(1);
    int w = in[0].dim(2);
    for (long o = 0; o < in[2].elements() / 2; o++) {
      long first = o / ((long) h * w) * h * w;
      double dx = flow.get(2 * o);
      double dy = flow.get(2 * o + 1);
      double x = o % w + dx;
      double y = (int) (o / w % h) + dy;
      boolean inside = x >= 0 && y >= 0 && x <= w - 1 && y <= h - 1;
      double ax = 0;
      double ay = 0;
      double rho = 0;
      if (inside) {
        ax = 0.5 * (here.get(4 * o + 1) + bilinear(there, first, w, h, x, y, 1));
        ay = 0.5 * (here.get(4 * o + 2) + bilinear(there, first, w, h, x, y, 2));
        rho = bilinear(there, first, w, h, x, y, 0) - here.get(4 * o) - ax * dx - ay * dy;
      }
      data.set(4 * o, ax);
      data.set(4 * o + 1, ay);
      data.set(4 * o + 2, rho);
      data.set(4 * o + 3, here.get(4 * o + 3));
    }
  }

  /** Channel {@code c} of the image of three channels whose first pixel has this index. */
  private static double bilinear(
      HostView image, long first, int w, int h, double x, double y, int c) {
    int left = (int) x;
    int top = (int) y;
    double sum = 0;
    for (int t = 0; t < 4; t++) {
      int column = Math.min(left + t % 2, w - 1);
      int row = Math.min(top + t / 2, h - 1);
      double wx = t % 2 == 0 ? 1 - (x - left) : x - left;
      double wy = t / 2 == 0 ? 1 - (y - top) : y - top;
      sum += wx * wy * image.get(3 * (first + (long) row * w + column) + c);
    }
    return sum;
  }

  private static void descend(Stream s, TvL1Descent.Params p, Tensor[] in, Tensor[] out) {
    int h = in[0].dim(1);
    int w = in[0].dim(2);
    double[] flow = in[0].toDoubles();
    double[] lead = flow.clone();
    double[] dual = in[1].toDoubles();
    double[] data = in[2].toDoubles();
    for (int i = 0; i < p.iterations(); i++) {
      ascend(p.sigma(), lead, dual, data, h, w);
      double[] before = flow.clone();
      follow(p, flow, dual, data, h, w);
      for (int k = 0; k < flow.length; k++) {
        lead[k] = 2 * flow[k] - before[k];
      }
    }
    store(flow, HostView.of(out[0]));
    store(dual, HostView.of(out[1]));
  }

  private static void store(double[] values, HostView into) {
    for (int i = 0; i < values.length; i++) {
      into.set(i, values[i]);
    }
  }

  private static void ascend(
      double sigma, double[] lead, double[] dual, double[] data, int h, int w) {
    for (int o = 0; o < lead.length / 2; o++) {
      boolean right = o % w < w - 1;
      boolean below = o / w % h < h - 1;
      double sum = 0;
      for (int c = 0; c < 2; c++) {
        int k = 4 * o + 2 * c;
        dual[k] = right ? dual[k] + sigma * (lead[2 * (o + 1) + c] - lead[2 * o + c]) : 0;
        dual[k + 1] = below ? dual[k + 1] + sigma * (lead[2 * (o + w) + c] - lead[2 * o + c]) : 0;
        sum += dual[k] * dual[k] + dual[k + 1] * dual[k + 1];
      }
      double g = data[4 * o + 3];
      for (int k = 4 * o; k < 4 * o + 4; k++) {
        dual[k] *= g / Math.max(g, Math.sqrt(sum));
      }
    }
  }

  private static void follow(
      TvL1Descent.Params p, double[] flow, double[] dual, double[] data, int h, int w) {
    for (int o = 0; o < flow.length / 2; o++) {
      double[] v = new double[2];
      for (int c = 0; c < 2; c++) {
        int k = 4 * o + 2 * c;
        double left = o % w > 0 ? dual[k - 4] : 0;
        double above = o / w % h > 0 ? dual[k + 1 - 4 * w] : 0;
        v[c] = flow[2 * o + c] + p.tau() * (dual[k] - left + dual[k + 1] - above);
      }
      double ax = data[4 * o];
      double ay = data[4 * o + 1];
      double difference = data[4 * o + 2] + ax * v[0] + ay * v[1];
      double most = p.tau() * p.lambda();
      double step = difference / (ax * ax + ay * ay + TvL1Descent.LEAST);
      step = Math.max(-most, Math.min(most, step));
      flow[2 * o] = v[0] - step * ax;
      flow[2 * o + 1] = v[1] - step * ay;
    }
  }

  private static void median(Stream s, Integer radius, Tensor[] in, Tensor[] out) {
    HostView x = HostView.of(in[0]);
    HostView y = HostView.of(out[0]);
    int h = in[0].dim(1);
    int w = in[0].dim(2);
    int channels = in[0].dim(3);
    int side = 2 * radius + 1;
    double[] window = new double[side * side];
    for (long k = 0; k < in[0].elements(); k++) {
      long o = k / channels;
      long first = o / ((long) h * w) * h * w;
      for (int t = 0; t < window.length; t++) {
        int row = Math.max(0, Math.min(h - 1, (int) (o / w % h) + t / side - radius));
        int column = Math.max(0, Math.min(w - 1, (int) (o % w) + t % side - radius));
        window[t] = x.get((first + (long) row * w + column) * channels + k % channels);
      }
      Arrays.sort(window);
      y.set(k, window[window.length / 2]);
    }
  }
}
