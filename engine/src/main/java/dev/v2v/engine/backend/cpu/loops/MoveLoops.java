package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cpu.HostParallel;
import dev.v2v.engine.op.reduce.BroadcastTo;
import dev.v2v.engine.op.shape.Concat;
import dev.v2v.engine.op.shape.Flip;
import dev.v2v.engine.op.shape.Permute;
import dev.v2v.engine.op.shape.Slice;
import java.util.Collection;
import java.util.List;

/** Operators that move elements by position, run by run of the innermost dimension. */
final class MoveLoops {
  /** Elements of one chunk. */
  private static final long GRAIN = 1 << 15;

  private final HostParallel parallel;

  private MoveLoops(HostParallel parallel) {
    this.parallel = parallel;
  }

  static void register(HostParallel parallel, KernelRegistry registry) {
    MoveLoops loops = new MoveLoops(parallel);
    Collection<DType> any = registry.listing().get(Permute.KEY.name());
    registry.add(Permute.KEY, List.copyOf(any), loops::permute);
    registry.add(Flip.KEY, List.copyOf(any), loops::flip);
    registry.add(Slice.KEY, List.copyOf(any), loops::slice);
    registry.add(Slice.BACKWARD, Rows.TYPES, loops::sliceBackward);
    registry.add(Concat.KEY, List.copyOf(any), loops::concat);
    registry.add(BroadcastTo.KEY, List.copyOf(any), loops::broadcastTo);
  }

  private void permute(Stream s, Permute.Params p, Tensor[] in, Tensor[] out) {
    long[] strides = in[0].shape().strides();
    long[] reordered = p.order().stream().mapToLong(d -> strides[d]).toArray();
    gather(in[0], 0, reordered, out[0]);
  }

  private void flip(Stream s, Flip.Params p, Tensor[] in, Tensor[] out) {
    long[] strides = in[0].shape().strides();
    long base = 0;
    for (int d : p.dims()) {
      base += (in[0].dim(d) - 1) * strides[d];
      strides[d] = -strides[d];
    }
    gather(in[0], base, strides, out[0]);
  }

  private void broadcastTo(Stream s, Shape target, Tensor[] in, Tensor[] out) {
    gather(in[0], 0, Collapsed.broadcastStrides(in[0].shape(), target), out[0]);
  }

  private void slice(Stream s, Slice.Params p, Tensor[] in, Tensor[] out) {
    long[] strides = in[0].shape().strides();
    gather(in[0], narrow(p, strides), strides, out[0]);
  }

  private void sliceBackward(Stream s, Slice.Params p, Tensor[] in, Tensor[] out) {
    CoreKernels.fill(out[0], 0);
    long[] strides = out[0].shape().strides();
    long base = narrow(p, strides);
    Collapsed walk = Collapsed.of(in[0].shape(), strides);
    Units units = new Units(in[0], out[0]);
    forEachRun(in[0], walk, (at, place, step, n) -> units.strided(at, 1, base + place, step, n));
  }

  /** Turns the strides of the whole into those of the part; gives where the part begins. */
  private static long narrow(Slice.Params p, long[] strides) {
    long base = 0;
    for (int d = 0; d < strides.length; d++) {
      base += p.ranges().get(d).start() * strides[d];
      strides[d] *= p.ranges().get(d).step();
    }
    return base;
  }

  /** {@code y[i] = x[base + walk(i)]}. */
  private void gather(Tensor x, long base, long[] strides, Tensor y) {
    Units units = new Units(x, y);
    forEachRun(
        y,
        Collapsed.of(y.shape(), strides),
        (at, place, step, n) -> {
          if (step == 1) {
            units.run(base + place, at, n);
          } else {
            units.strided(base + place, step, at, 1, n);
          }
        });
  }

  /** A run of {@code n} dense elements from {@code at}, that lie at {@code place} and steps on. */
  private interface Run {
    void move(long at, long place, long step, long n);
  }

  private void forEachRun(Tensor dense, Collapsed walk, Run body) {
    int last = walk.rank() - 1;
    long run = last < 0 ? 1 : walk.dim(last);
    long step = last < 0 ? 1 : walk.stride(last);
    parallel.run(
        dense.elements(),
        GRAIN,
        (from, to) -> {
          for (long at = from; at < to; ) {
            long n = Math.min(to - at, run - at % run);
            body.move(at, walk.source(at), step, n);
            at += n;
          }
        });
  }

  private void concat(Stream s, Concat.Params p, Tensor[] in, Tensor[] out) {
    Shape.Split whole = out[0].shape().split(p.dim(), p.dim() + 1);
    long line = whole.size() * whole.inner();
    long start = 0;
    for (Tensor x : in) {
      Shape.Split part = x.shape().split(p.dim(), p.dim() + 1);
      long chunk = part.size() * part.inner();
      long begin = start;
      Units units = new Units(x, out[0]);
      parallel.run(
          x.elements() == 0 ? 0 : part.outer(),
          Math.max(1, GRAIN / Math.max(1, chunk)),
          (from, to) -> {
            for (long o = from; o < to; o++) {
              units.run(o * chunk, o * line + begin, chunk);
            }
          });
      start += chunk;
    }
  }
}
