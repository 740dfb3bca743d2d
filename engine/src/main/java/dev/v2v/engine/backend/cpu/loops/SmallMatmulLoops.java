package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cpu.HostParallel;
import dev.v2v.engine.op.linear.Matmul;

/**
 * Many products of small matrices, parallel over the batch: Jacobians times coordinates, for
 * instance, where a library spends more on the call than on the product.
 */
final class SmallMatmulLoops {
  private static final int GRAIN = 1 << 12;

  private final HostParallel parallel;

  private SmallMatmulLoops(HostParallel parallel) {
    this.parallel = parallel;
  }

  static void register(HostParallel parallel, KernelRegistry registry) {
    registry.add(Matmul.KEY, Rows.TYPES, new SmallMatmulLoops(parallel)::matmul);
  }

  private void matmul(Stream s, Matmul.Params p, Tensor[] in, Tensor[] out) {
    Rows a = Rows.of(in[0]);
    Rows b = Rows.of(in[1]);
    Rows y = Rows.of(out[0]);
    int m = out[0].dim(-2);
    int n = out[0].dim(-1);
    int depth = in[0].dim(p.transposeA() ? -2 : -1);
    var batch = Matmul.batch(out[0].shape());
    Collapsed walkA = Collapsed.of(Matmul.batch(in[0].shape()), batch);
    Collapsed walkB = Collapsed.of(Matmul.batch(in[1].shape()), batch);
    long aRow = p.transposeA() ? 1 : depth;
    long aStep = p.transposeA() ? m : 1;
    long bColumn = p.transposeB() ? depth : 1;
    long bStep = p.transposeB() ? 1 : n;
    parallel.run(
        m * n == 0 ? 0 : batch.elements(),
        Math.max(1, GRAIN / Math.max(1, m * n * depth)),
        (from, to) -> {
          for (long i = from; i < to; i++) {
            long atA = walkA.source(i) * m * depth;
            long atB = walkB.source(i) * n * depth;
            for (int row = 0; row < m; row++) {
              for (int column = 0; column < n; column++) {
                float sum = 0;
                for (int k = 0; k < depth; k++) {
                  float va = a.get(atA + row * aRow + k * aStep);
                  sum += va * b.get(atB + column * bColumn + k * bStep);
                }
                y.put((i * m + row) * n + column, sum);
              }
            }
          }
        });
  }
}
