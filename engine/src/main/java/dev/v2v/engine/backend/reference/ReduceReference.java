package dev.v2v.engine.backend.reference;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.reduce.ArgMax;
import dev.v2v.engine.op.reduce.Reduce;

/** Reductions along a run of dimensions, as plain loops. */
final class ReduceReference {
  private ReduceReference() {}

  static void register(KernelRegistry registry) {
    registry.add(Reduce.KEY, HostView.FLOATING, ReduceReference::reduce);
    registry.add(Reduce.BACKWARD, HostView.FLOATING, ReduceReference::reduceBackward);
    registry.add(ArgMax.KEY, HostView.TYPES, ReduceReference::argmax);
  }

  /** The values that one output element is computed from. */
  private record Line(HostView x, long start, long size, long stride) {
    static Line of(HostView x, Shape.Split split, long out) {
      long outer = out / split.inner();
      long inner = out % split.inner();
      return new Line(x, outer * split.size() * split.inner() + inner, split.size(), split.inner());
    }

    long at(long i) {
      return start + i * stride;
    }

    double get(long i) {
      return x.get(at(i));
    }

    double sum() {
      double sum = 0;
      for (long i = 0; i < size; i++) {
        sum += get(i);
      }
      return sum;
    }

    double squaredDeviations() {
      double mean = sum() / size;
      double sum = 0;
      for (long i = 0; i < size; i++) {
        sum += (get(i) - mean) * (get(i) - mean);
      }
      return sum;
    }

    /** The first index of the largest (sign 1) or smallest (sign -1) value; NaN beats all. */
    long extremum(int sign) {
      long best = 0;
      for (long i = 1; i < size; i++) {
        double v = sign * get(i);
        double b = sign * get(best);
        if (v > b || (Double.isNaN(v) && !Double.isNaN(b))) {
          best = i;
        }
      }
      return best;
    }
  }

  private static void reduce(Stream s, Reduce.Params p, Tensor[] in, Tensor[] out) {
    HostView x = HostView.of(in[0]);
    HostView y = HostView.of(out[0]);
    Shape.Split split = in[0].shape().split(p.from(), p.to());
    for (long o = 0; o < out[0].elements(); o++) {
      Line line = Line.of(x, split, o);
      y.set(
          o,
          switch (p.function()) {
            case SUM -> line.sum();
            case MEAN -> line.sum() / line.size();
            case VAR -> line.squaredDeviations() / Math.max(0, line.size() - p.correction());
            case MAX -> line.get(line.extremum(1));
            case MIN -> line.get(line.extremum(-1));
          });
    }
  }

  private static void reduceBackward(Stream s, Reduce.Params p, Tensor[] in, Tensor[] out) {
    HostView g = HostView.of(in[0]);
    HostView x = HostView.of(in[1]);
    HostView gx = HostView.of(out[0]);
    Shape.Split split = out[0].shape().split(p.from(), p.to());
    for (long o = 0; o < in[0].elements(); o++) {
      Line line = Line.of(x, split, o);
      double go = g.get(o);
      switch (p.function()) {
        case SUM -> fill(gx, line, go);
        case MEAN -> fill(gx, line, go / line.size());
        case VAR -> {
          double mean = line.sum() / line.size();
          double scale = 2 * go / Math.max(0, line.size() - p.correction());
          for (long i = 0; i < line.size(); i++) {
            gx.set(line.at(i), scale * (line.get(i) - mean));
          }
        }
        case MAX, MIN -> {
          fill(gx, line, 0);
          gx.set(line.at(line.extremum(p.function() == Reduce.Function.MAX ? 1 : -1)), go);
        }
      }
    }
  }

  private static void fill(HostView gx, Line line, double value) {
    for (long i = 0; i < line.size(); i++) {
      gx.set(line.at(i), value);
    }
  }

  private static void argmax(Stream s, ArgMax.Params p, Tensor[] in, Tensor[] out) {
    HostView x = HostView.of(in[0]);
    HostView y = HostView.of(out[0]);
    Shape.Split split = in[0].shape().split(p.dim(), p.dim() + 1);
    for (long o = 0; o < out[0].elements(); o++) {
      y.setLong(o, Line.of(x, split, o).extremum(1));
    }
  }
}
