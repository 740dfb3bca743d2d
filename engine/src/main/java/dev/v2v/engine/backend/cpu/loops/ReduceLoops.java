package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.DType;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cpu.HostParallel;
import dev.v2v.engine.op.reduce.Reduce;

/** Sums and means along a run of dimensions; other reductions stay with the plain kernel. */
final class ReduceLoops {
  /** Runs up to this long are added up one by one, many to a block. */
  private static final int SHORT = 64;

  private final HostParallel parallel;
  private final Kernel<Reduce.Params> plain;
  private final Kernel<Reduce.Params> plainBackward;

  private ReduceLoops(HostParallel parallel, KernelRegistry registry) {
    this.parallel = parallel;
    plain = registry.find(Reduce.KEY, DType.FLOAT32);
    plainBackward = registry.find(Reduce.BACKWARD, DType.FLOAT32);
  }

  static void register(HostParallel parallel, KernelRegistry registry) {
    ReduceLoops loops = new ReduceLoops(parallel, registry);
    registry.add(Reduce.KEY, Rows.TYPES, loops::forward);
    registry.add(Reduce.BACKWARD, Rows.TYPES, loops::backward);
  }

  private static boolean serves(Reduce.Params p, Tensor x) {
    boolean linear = p.function() == Reduce.Function.SUM || p.function() == Reduce.Function.MEAN;
    return linear && x.elements() > 0;
  }

  private void forward(Stream s, Reduce.Params p, Tensor[] in, Tensor[] out) {
    if (!serves(p, in[0])) {
      plain.launch(s, p, in, out);
      return;
    }
    Shape.Split split = in[0].shape().split(p.from(), p.to());
    Rows x = Rows.of(in[0]);
    if (split.inner() == 1 && split.size() <= SHORT) {
      sumShort(x, Rows.of(out[0]), split.outer(), (int) split.size(), factor(p, split));
      return;
    }
    double[] sums =
        new Columns(parallel, split.outer(), split.size(), Math.toIntExact(split.inner()))
            .sum((scratch, o, at, n, to) -> x.get(at, to, n));
    for (int i = 0; i < sums.length; i++) {
      sums[i] *= factor(p, split);
    }
    Rows.of(out[0]).putDoubles(sums);
  }

  /** As many sums as there are runs of {@code size} neighbours: of channels, for instance. */
  private void sumShort(Rows x, Rows sums, long count, int size, double factor) {
    int most = Scratch.BLOCK / size;
    parallel.run(
        count,
        Pointwise.GRAIN / size,
        (from, to) -> {
          Scratch scratch = Scratch.ofThread();
          for (long at = from; at < to; at += most) {
            int n = (int) Math.min(most, to - at);
            float[] values = scratch.floats(0, n * size);
            x.get(at * size, values, n * size);
            sums.put(at, sumRuns(values, n, size, factor, scratch.floats(1, n)), n);
          }
        });
  }

  private static float[] sumRuns(float[] values, int n, int size, double factor, float[] sums) {
    for (int i = 0; i < n; i++) {
      double total = 0;
      for (int j = i * size; j < (i + 1) * size; j++) {
        total += values[j];
      }
      sums[i] = (float) (total * factor);
    }
    return sums;
  }

  private void backward(Stream s, Reduce.Params p, Tensor[] in, Tensor[] out) {
    if (!serves(p, out[0])) {
      plainBackward.launch(s, p, in, out);
      return;
    }
    Shape.Split split = out[0].shape().split(p.from(), p.to());
    Shape kept = Shape.of((int) split.outer(), 1, (int) split.inner());
    Shape whole = Shape.of((int) split.outer(), (int) split.size(), (int) split.inner());
    Operand g = Operand.of(Rows.of(in[0]), Collapsed.of(kept, whole));
    Rows gx = Rows.of(out[0]);
    float factor = (float) factor(p, split);
    Pointwise.forEachBlock(
        parallel,
        out[0].elements(),
        (scratch, at, n) -> {
          float[] v = scratch.floats(0, n);
          g.read(at, v, n);
          for (int i = 0; i < n; i++) {
            v[i] *= factor;
          }
          gx.put(at, v, n);
        });
  }

  private static double factor(Reduce.Params p, Shape.Split split) {
    return p.function() == Reduce.Function.MEAN ? 1.0 / split.size() : 1;
  }
}
