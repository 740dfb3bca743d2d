package dev.v2v.engine.backend.reference;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.elementwise.Binary;
import dev.v2v.engine.op.elementwise.Unary;
import dev.v2v.engine.op.reduce.BroadcastTo;
import dev.v2v.engine.op.reduce.SumTo;

/** Pointwise functions and broadcasting, as plain loops. */
final class ElementwiseReference {
  private ElementwiseReference() {}

  static void register(KernelRegistry registry) {
    registry.add(CoreKernels.FILL, HostView.TYPES, ElementwiseReference::fill);
    registry.add(CoreKernels.CAST, HostView.TYPES, ElementwiseReference::cast);
    registry.add(CoreKernels.ACCUMULATE, HostView.FLOATING, ElementwiseReference::accumulate);
    registry.add(CoreKernels.FINITE_CHECK, HostView.FLOATING, ElementwiseReference::finiteCheck);
    registry.add(Unary.KEY, HostView.FLOATING, ElementwiseReference::unary);
    registry.add(Unary.BACKWARD, HostView.FLOATING, ElementwiseReference::unaryBackward);
    registry.add(Binary.KEY, HostView.FLOATING, ElementwiseReference::binary);
    registry.add(Binary.BACKWARD, HostView.FLOATING, ElementwiseReference::binaryBackward);
    registry.add(SumTo.KEY, HostView.FLOATING, ElementwiseReference::sumTo);
    registry.add(BroadcastTo.KEY, HostView.TYPES, ElementwiseReference::broadcastTo);
  }

  private static void fill(Stream s, Double value, Tensor[] in, Tensor[] out) {
    HostView y = HostView.of(out[0]);
    for (long i = 0; i < out[0].elements(); i++) {
      y.set(i, value);
    }
  }

  private static void cast(Stream s, Void p, Tensor[] in, Tensor[] out) {
    HostView x = HostView.of(in[0]);
    HostView y = HostView.of(out[0]);
    boolean integers = !in[0].dtype().isFloating() && !out[0].dtype().isFloating();
    for (long i = 0; i < out[0].elements(); i++) {
      if (integers) {
        y.setLong(i, x.getLong(i));
      } else {
        y.set(i, x.get(i));
      }
    }
  }

  private static void accumulate(Stream s, Void p, Tensor[] in, Tensor[] out) {
    HostView x = HostView.of(in[0]);
    HostView y = HostView.of(out[0]);
    for (long i = 0; i < out[0].elements(); i++) {
      y.add(i, x.get(i));
    }
  }

  private static void finiteCheck(Stream s, Void p, Tensor[] in, Tensor[] out) {
    HostView x = HostView.of(in[0]);
    long nans = 0;
    long infinities = 0;
    long first = CoreKernels.NOWHERE;
    for (long i = 0; i < in[0].elements(); i++) {
      double v = x.get(i);
      nans += Double.isNaN(v) ? 1 : 0;
      infinities += Double.isInfinite(v) ? 1 : 0;
      first = Double.isFinite(v) ? first : Math.min(first, i);
    }
    HostView report = HostView.of(out[0]);
    report.setLong(0, nans);
    report.setLong(1, infinities);
    report.setLong(2, first);
  }

  private static void unary(Stream s, Unary.Params p, Tensor[] in, Tensor[] out) {
    HostView x = HostView.of(in[0]);
    HostView y = HostView.of(out[0]);
    for (long i = 0; i < out[0].elements(); i++) {
      y.set(i, p.function().apply(x.get(i), p.a(), p.b()));
    }
  }

  private static void unaryBackward(Stream s, Unary.Params p, Tensor[] in, Tensor[] out) {
    HostView g = HostView.of(in[0]);
    HostView saved = HostView.of(in[1]);
    HostView gx = HostView.of(out[0]);
    for (long i = 0; i < out[0].elements(); i++) {
      double at = saved == null ? 0 : saved.get(i);
      gx.set(i, g.get(i) * p.function().derivative(at, p.a(), p.b()));
    }
  }

  private static void binary(Stream s, Binary.Params p, Tensor[] in, Tensor[] out) {
    HostView a = HostView.of(in[0]);
    HostView b = HostView.of(in[1]);
    HostView y = HostView.of(out[0]);
    Broadcast ia = new Broadcast(in[0].shape(), out[0].shape());
    Broadcast ib = new Broadcast(in[1].shape(), out[0].shape());
    for (long i = 0; i < out[0].elements(); i++) {
      y.set(i, p.function().apply(a.get(ia.source(i)), b.get(ib.source(i))));
    }
  }

  private static void binaryBackward(Stream s, Binary.Params p, Tensor[] in, Tensor[] out) {
    HostView g = HostView.of(in[0]);
    HostView a = HostView.of(in[1]);
    HostView b = HostView.of(in[2]);
    HostView ga = HostView.of(out[0]);
    HostView gb = HostView.of(out[1]);
    Shape shape = in[0].shape();
    Broadcast ia = new Broadcast(in[1].shape(), shape);
    Broadcast ib = new Broadcast(in[2].shape(), shape);
    for (long i = 0; i < shape.elements(); i++) {
      double va = a.get(ia.source(i));
      double vb = b.get(ib.source(i));
      if (ga != null) {
        ga.set(i, g.get(i) * p.function().derivativeA(va, vb));
      }
      if (gb != null) {
        gb.set(i, g.get(i) * p.function().derivativeB(va, vb));
      }
    }
  }

  private static void sumTo(Stream s, Shape target, Tensor[] in, Tensor[] out) {
    HostView x = HostView.of(in[0]);
    HostView y = HostView.of(out[0]);
    Broadcast from = new Broadcast(target, in[0].shape());
    double[] sums = new double[Math.toIntExact(target.elements())];
    for (long i = 0; i < in[0].elements(); i++) {
      sums[(int) from.source(i)] += x.get(i);
    }
    for (int j = 0; j < sums.length; j++) {
      y.set(j, sums[j]);
    }
  }

  private static void broadcastTo(Stream s, Shape target, Tensor[] in, Tensor[] out) {
    HostView x = HostView.of(in[0]);
    HostView y = HostView.of(out[0]);
    Broadcast from = new Broadcast(in[0].shape(), target);
    boolean integers = !in[0].dtype().isFloating();
    for (long i = 0; i < target.elements(); i++) {
      if (integers) {
        y.setLong(i, x.getLong(from.source(i)));
      } else {
        y.set(i, x.get(from.source(i)));
      }
    }
  }
}
