package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cpu.HostParallel;
import dev.v2v.engine.op.loss.PairLoss;

/** Mean penalties on pairs of tensors. */
final class LossLoops {
  private final HostParallel parallel;

  private LossLoops(HostParallel parallel) {
    this.parallel = parallel;
  }

  static void register(HostParallel parallel, KernelRegistry registry) {
    LossLoops loops = new LossLoops(parallel);
    registry.add(PairLoss.KEY, Rows.TYPES, loops::forward);
    registry.add(PairLoss.BACKWARD, Rows.TYPES, loops::backward);
  }

  private void forward(Stream s, PairLoss.Params p, Tensor[] in, Tensor[] out) {
    Rows a = Rows.of(in[0]);
    Rows b = Rows.of(in[1]);
    double[] sum =
        new Columns(parallel, 1, in[0].elements(), 1)
            .sum(
                (scratch, o, at, n, to) -> {
                  float[] other = scratch.floats(2, n);
                  a.get(at, to, n);
                  b.get(at, other, n);
                  penalty(p.function(), to, other, n);
                });
    Rows.of(out[0]).put(0, (float) (sum[0] / in[0].elements()));
  }

  /** {@code a[i] = f(a[i], b[i])}. */
  private static void penalty(PairLoss.Function f, float[] a, float[] b, int n) {
    switch (f) {
      case L1 -> {
        for (int i = 0; i < n; i++) {
          a[i] = Math.abs(a[i] - b[i]);
        }
      }
      case MSE -> {
        for (int i = 0; i < n; i++) {
          a[i] = (a[i] - b[i]) * (a[i] - b[i]);
        }
      }
      case BCE_WITH_LOGITS -> {
        for (int i = 0; i < n; i++) {
          a[i] = (float) f.apply(a[i], b[i]);
        }
      }
    }
  }

  private void backward(Stream s, PairLoss.Params p, Tensor[] in, Tensor[] out) {
    Rows a = Rows.of(in[0]);
    Rows b = Rows.of(in[1]);
    Rows ga = Rows.of(out[0]);
    Rows gb = Rows.of(out[1]);
    float g = (float) ((double) Rows.of(in[2]).get(0) / in[0].elements());
    Pointwise.forEachBlock(
        parallel,
        in[0].elements(),
        (scratch, at, n) -> {
          float[] va = scratch.floats(0, n);
          float[] vb = scratch.floats(1, n);
          float[] slope = scratch.floats(2, n);
          a.get(at, va, n);
          b.get(at, vb, n);
          if (ga != null) {
            slopeA(p.function(), g, va, vb, slope, n);
            ga.put(at, slope, n);
          }
          if (gb != null) {
            slopeB(p.function(), g, va, vb, slope, n);
            gb.put(at, slope, n);
          }
        });
  }

  private static void slopeA(
      PairLoss.Function f, float g, float[] a, float[] b, float[] slope, int n) {
    switch (f) {
      case L1 -> {
        for (int i = 0; i < n; i++) {
          slope[i] = g * Math.signum(a[i] - b[i]);
        }
      }
      case MSE -> {
        for (int i = 0; i < n; i++) {
          slope[i] = 2 * g * (a[i] - b[i]);
        }
      }
      case BCE_WITH_LOGITS -> {
        for (int i = 0; i < n; i++) {
          slope[i] = g * (FloatMath.sigmoid(a[i]) - b[i]);
        }
      }
    }
  }

  private static void slopeB(
      PairLoss.Function f, float g, float[] a, float[] b, float[] slope, int n) {
    switch (f) {
      case L1, MSE -> slopeA(f, -g, a, b, slope, n); // both depend on a - b only
      case BCE_WITH_LOGITS -> {
        for (int i = 0; i < n; i++) {
          slope[i] = -g * a[i];
        }
      }
    }
  }
}
