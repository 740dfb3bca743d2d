package dev.v2v.engine.backend.reference;

import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.shape.Gather;
import dev.v2v.engine.op.shape.IndexSelect;
import dev.v2v.engine.op.shape.OneHot;
import dev.v2v.engine.op.shape.Sequence;
import java.util.Set;

/** Operators that move elements by content, and sequences, as plain loops. */
final class IndexReference {
  private static final Set<DType> INTEGERS =
      Set.of(DType.INT64, DType.INT32, DType.INT16, DType.INT8, DType.UINT8, DType.BOOL);

  private IndexReference() {}

  static void register(KernelRegistry registry) {
    registry.add(IndexSelect.KEY, HostView.TYPES, IndexReference::indexSelect);
    registry.add(IndexSelect.BACKWARD, HostView.FLOATING, IndexReference::indexSelectBackward);
    registry.add(Gather.KEY, HostView.TYPES, IndexReference::gather);
    registry.add(Gather.BACKWARD, HostView.FLOATING, IndexReference::gatherBackward);
    registry.add(OneHot.KEY, INTEGERS, IndexReference::oneHot);
    registry.add(Sequence.KEY, HostView.TYPES, IndexReference::sequence);
  }

  private static void indexSelect(Stream s, IndexSelect.Params p, Tensor[] in, Tensor[] out) {
    pick(in[0], in[1], p.dim(), false, out[0]);
  }

  private static void gather(Stream s, Gather.Params p, Tensor[] in, Tensor[] out) {
    pick(in[0], in[1], p.dim(), true, out[0]);
  }

  private static void indexSelectBackward(
      Stream s, IndexSelect.Params p, Tensor[] in, Tensor[] out) {
    scatter(in[0], in[1], p.dim(), false, out[0]);
  }

  private static void gatherBackward(Stream s, Gather.Params p, Tensor[] in, Tensor[] out) {
    scatter(in[0], in[1], p.dim(), true, out[0]);
  }

  private static void pick(Tensor x, Tensor index, int dim, boolean elementwise, Tensor y) {
    Mover mover = Mover.of(x, y);
    HostView view = HostView.of(y);
    HostView indices = HostView.of(index);
    for (long i = 0; i < y.elements(); i++) {
      long from = source(x.shape(), y.shape(), indices, dim, elementwise, i);
      if (from < 0) {
        view.set(i, 0);
      } else {
        mover.move(from, i);
      }
    }
  }

  private static void scatter(Tensor g, Tensor index, int dim, boolean elementwise, Tensor gx) {
    HostView view = HostView.of(g);
    HostView indices = HostView.of(index);
    double[] sums = new double[Math.toIntExact(gx.elements())];
    for (long i = 0; i < g.elements(); i++) {
      long to = source(gx.shape(), g.shape(), indices, dim, elementwise, i);
      if (to >= 0) {
        sums[(int) to] += view.get(i);
      }
    }
    HostView target = HostView.of(gx);
    for (int i = 0; i < sums.length; i++) {
      target.set(i, sums[i]);
    }
  }

  /** The element of x that output element {@code i} is, -1 if its index is outside. */
  private static long source(
      Shape x, Shape y, HostView index, int dim, boolean elementwise, long i) {
    Shape.Split out = y.split(dim, dim + 1);
    long inner = i % out.inner();
    long k = i / out.inner() % out.size();
    long outer = i / out.inner() / out.size();
    long j = index.getLong(elementwise ? i : k);
    return j < 0 || j >= x.dim(dim) ? -1 : (outer * x.dim(dim) + j) * out.inner() + inner;
  }

  private static void oneHot(Stream s, OneHot.Params p, Tensor[] in, Tensor[] out) {
    HostView labels = HostView.of(in[0]);
    HostView y = HostView.of(out[0]);
    for (long i = 0; i < out[0].elements(); i++) {
      y.set(i, labels.getLong(i / p.classes()) == i % p.classes() ? 1 : 0);
    }
  }

  private static void sequence(Stream s, Sequence.Params p, Tensor[] in, Tensor[] out) {
    HostView y = HostView.of(out[0]);
    for (long i = 0; i < out[0].elements(); i++) {
      y.set(i, p.start() + i * p.step());
    }
  }
}
