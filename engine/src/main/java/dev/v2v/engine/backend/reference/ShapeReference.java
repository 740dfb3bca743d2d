package dev.v2v.engine.backend.reference;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.shape.Concat;
import dev.v2v.engine.op.shape.Flip;
import dev.v2v.engine.op.shape.Pad2d;
import dev.v2v.engine.op.shape.Permute;
import dev.v2v.engine.op.shape.Slice;
import java.util.List;

/** Operators that move elements by position, as plain loops. */
final class ShapeReference {
  private ShapeReference() {}

  static void register(KernelRegistry registry) {
    registry.add(Permute.KEY, HostView.TYPES, ShapeReference::permute);
    registry.add(Concat.KEY, HostView.TYPES, ShapeReference::concat);
    registry.add(Slice.KEY, HostView.TYPES, ShapeReference::slice);
    registry.add(Slice.BACKWARD, HostView.FLOATING, ShapeReference::sliceBackward);
    registry.add(Flip.KEY, HostView.TYPES, ShapeReference::flip);
    registry.add(Pad2d.KEY, HostView.TYPES, ShapeReference::pad2d);
    registry.add(Pad2d.BACKWARD, HostView.FLOATING, ShapeReference::pad2dBackward);
  }

  private static void permute(Stream s, Permute.Params p, Tensor[] in, Tensor[] out) {
    long[] strides = in[0].shape().strides();
    long[] reordered = p.order().stream().mapToLong(d -> strides[d]).toArray();
    moveAll(in[0], out[0], new StridedIndex(out[0].shape(), 0, reordered));
  }

  private static void flip(Stream s, Flip.Params p, Tensor[] in, Tensor[] out) {
    long[] strides = in[0].shape().strides();
    long base = 0;
    for (int d : p.dims()) {
      base += (in[0].dim(d) - 1) * strides[d];
      strides[d] = -strides[d];
    }
    moveAll(in[0], out[0], new StridedIndex(out[0].shape(), base, strides));
  }

  private static void slice(Stream s, Slice.Params p, Tensor[] in, Tensor[] out) {
    moveAll(in[0], out[0], sliced(p, in[0].shape(), out[0].shape()));
  }

  private static void moveAll(Tensor in, Tensor out, StridedIndex from) {
    Mover mover = Mover.of(in, out);
    for (long i = 0; i < out.elements(); i++) {
      mover.move(from.at(i), i);
    }
  }

  private static void sliceBackward(Stream s, Slice.Params p, Tensor[] in, Tensor[] out) {
    HostView gx = HostView.of(out[0]);
    for (long i = 0; i < out[0].elements(); i++) {
      gx.set(i, 0);
    }
    Mover mover = Mover.of(in[0], out[0]);
    StridedIndex to = sliced(p, out[0].shape(), in[0].shape());
    for (long i = 0; i < in[0].elements(); i++) {
      mover.move(i, to.at(i));
    }
  }

  /** Maps indices of the part to indices of the whole. */
  private static StridedIndex sliced(Slice.Params p, Shape whole, Shape part) {
    long[] strides = whole.strides();
    long base = 0;
    List<Slice.Range> ranges = p.ranges();
    for (int d = 0; d < strides.length; d++) {
      base += ranges.get(d).start() * strides[d];
      strides[d] *= ranges.get(d).step();
    }
    return new StridedIndex(part, base, strides);
  }

  private static void concat(Stream s, Concat.Params p, Tensor[] in, Tensor[] out) {
    Shape.Split whole = out[0].shape().split(p.dim(), p.dim() + 1);
    long start = 0;
    for (Tensor x : in) {
      Shape.Split part = x.shape().split(p.dim(), p.dim() + 1);
      Mover mover = Mover.of(x, out[0]);
      long chunk = part.size() * part.inner();
      for (long i = 0; i < x.elements(); i++) {
        mover.move(i, i / chunk * whole.size() * whole.inner() + start + i % chunk);
      }
      start += chunk;
    }
  }

  private static void pad2d(Stream s, Pad2d.Params p, Tensor[] in, Tensor[] out) {
    HostView y = HostView.of(out[0]);
    Mover mover = Mover.of(in[0], out[0]);
    for (long i = 0; i < out[0].elements(); i++) {
      long from = padSource(p, in[0].shape(), out[0].shape(), i);
      if (from < 0) {
        y.set(i, p.value());
      } else {
        mover.move(from, i);
      }
    }
  }

  private static void pad2dBackward(Stream s, Pad2d.Params p, Tensor[] in, Tensor[] out) {
    HostView g = HostView.of(in[0]);
    HostView gx = HostView.of(out[0]);
    double[] sums = new double[Math.toIntExact(out[0].elements())];
    for (long i = 0; i < in[0].elements(); i++) {
      long to = padSource(p, out[0].shape(), in[0].shape(), i);
      if (to >= 0) {
        sums[(int) to] += g.get(i);
      }
    }
    for (int i = 0; i < sums.length; i++) {
      gx.set(i, sums[i]);
    }
  }

  /** Where element {@code i} of the padded image comes from; -1 is the constant. */
  private static long padSource(Pad2d.Params p, Shape x, Shape padded, long i) {
    int channel = (int) (i % padded.dim(3));
    long cell = i / padded.dim(3);
    int px = (int) (cell % padded.dim(2)) - p.left();
    int py = (int) (cell / padded.dim(2) % padded.dim(1)) - p.top();
    long n = cell / padded.dim(2) / padded.dim(1);
    int sx = p.mode().source(px, x.dim(2));
    int sy = p.mode().source(py, x.dim(1));
    return sx < 0 || sy < 0 ? -1 : ((n * x.dim(1) + sy) * x.dim(2) + sx) * x.dim(3) + channel;
  }
}
