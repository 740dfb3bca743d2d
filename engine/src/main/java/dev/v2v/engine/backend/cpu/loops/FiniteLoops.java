package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cpu.HostParallel;
import dev.v2v.engine.backend.host.HostView;

/** The search for NaN and infinity, block by block: a finite block costs one sum. */
final class FiniteLoops {
  private static final int GRAIN = 1 << 16;

  private final HostParallel parallel;

  private FiniteLoops(HostParallel parallel) {
    this.parallel = parallel;
  }

  static void register(HostParallel parallel, KernelRegistry registry) {
    registry.add(CoreKernels.FINITE_CHECK, Rows.TYPES, new FiniteLoops(parallel)::check);
  }

  private void check(Stream s, Void none, Tensor[] in, Tensor[] out) {
    Rows x = Rows.of(in[0]);
    Findings all = new Findings();
    parallel.run(
        in[0].elements(),
        GRAIN,
        (from, to) -> {
          Findings found = new Findings();
          float[] block = Scratch.ofThread().floats(0, Scratch.BLOCK);
          for (long at = from; at < to; at += Scratch.BLOCK) {
            int n = (int) Math.min(Scratch.BLOCK, to - at);
            x.get(at, block, n);
            if (!finite(block, n)) {
              found.look(block, n, at);
            }
          }
          all.add(found);
        });
    HostView report = HostView.of(out[0]);
    report.setLong(0, all.nans);
    report.setLong(1, all.infinities);
    report.setLong(2, all.first);
  }

  /** Zero times anything finite is zero, times anything else it is NaN. */
  private static boolean finite(float[] block, int n) {
    float sum = 0;
    for (int i = 0; i < n; i++) {
      sum += 0 * block[i];
    }
    return sum == 0;
  }

  private static final class Findings {
    private long nans;
    private long infinities;
    private long first = CoreKernels.NOWHERE;

    void look(float[] block, int n, long at) {
      for (int i = 0; i < n; i++) {
        nans += Float.isNaN(block[i]) ? 1 : 0;
        infinities += Float.isInfinite(block[i]) ? 1 : 0;
        first = Float.isFinite(block[i]) ? first : Math.min(first, at + i);
      }
    }

    synchronized void add(Findings other) {
      nans += other.nans;
      infinities += other.infinities;
      first = Math.min(first, other.first);
    }
  }
}
