package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.DType;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cpu.HostParallel;
import dev.v2v.engine.op.conv.ConvTranspose2d;
import dev.v2v.engine.op.reduce.SumTo;

/** Sums over dimensions; see {@link Columns}. */
final class SumLoops {
  private final HostParallel parallel;
  private final Kernel<Shape> plain;

  private SumLoops(HostParallel parallel, Kernel<Shape> plain) {
    this.parallel = parallel;
    this.plain = plain;
  }

  static void register(HostParallel parallel, KernelRegistry registry) {
    SumLoops loops = new SumLoops(parallel, registry.find(SumTo.KEY, DType.FLOAT32));
    registry.add(SumTo.KEY, Rows.TYPES, loops::sumTo);
    registry.add(ConvTranspose2d.BACKWARD_BIAS, Rows.TYPES, loops::biasGradient);
  }

  private void sumTo(Stream s, Shape target, Tensor[] in, Tensor[] out) {
    Collapsed walk = Collapsed.of(target, in[0].shape());
    if (in[0].elements() == 0) {
      plain.launch(s, target, in, out);
    } else if (walk.hasStrides(0)) {
      sum(in[0], out[0], 1, walk.dim(0), 1);
    } else if (walk.hasStrides(0, 1)) {
      sum(in[0], out[0], 1, walk.dim(0), walk.dim(1));
    } else if (walk.hasStrides(1, 0)) {
      sum(in[0], out[0], walk.dim(0), walk.dim(1), 1);
    } else if (walk.rank() == 3 && walk.stride(1) == 0 && walk.stride(2) == 1) {
      sum(in[0], out[0], walk.dim(0), walk.dim(1), walk.dim(2));
    } else {
      plain.launch(s, target, in, out);
    }
  }

  private void biasGradient(Stream s, Void none, Tensor[] in, Tensor[] out) {
    long columns = out[0].elements();
    sum(in[0], out[0], 1, in[0].elements() / Math.max(1, columns), columns);
  }

  private void sum(Tensor x, Tensor y, long outer, long rows, long columns) {
    Columns sums = new Columns(parallel, outer, rows, Math.toIntExact(columns));
    Rows values = Rows.of(x);
    double[] totals = sums.sum((scratch, o, at, n, to) -> values.get(at, to, n));
    Rows.of(y).putDoubles(totals);
  }
}
