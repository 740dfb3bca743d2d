package dev.v2v.bench.suite;

import dev.v2v.bench.harness.Work;
import dev.v2v.bench.suite.KernelRecorder.Launch;
import dev.v2v.bench.suite.KernelRecorder.Operand;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Shape;
import dev.v2v.engine.op.linear.Matmul;
import java.util.List;

/**
 * What a piece of work launches: the sum of the least that each of its kernels must do. Fusing
 * kernels lowers it. Immutable.
 *
 * @param launches how many kernels
 * @param bytes read and written by them
 * @param flops of convolutions and matrix products; those of other kernels are few beside them
 */
record Counted(int launches, long bytes, long flops) {
  /** Runs once and counts. */
  static Counted of(Backend backend, Runnable work) {
    List<Launch> all = KernelRecorder.launches(backend, work);
    return new Counted(
        all.size(),
        all.stream().mapToLong(Launch::bytes).sum(),
        all.stream().mapToLong(Counted::flops).sum());
  }

  Work work(long elements, String unit) {
    return new Work(elements, unit, bytes, flops);
  }

  /** Of a product: two for every multiply-add. */
  private static long flops(Launch launch) {
    return switch (launch.kernel()) {
      case "conv2d" -> convolution(launch.outputs().get(0), launch.inputs().get(1));
      case "conv2d_backward_data", "conv_transpose2d" ->
          convolution(launch.inputs().get(0), launch.inputs().get(1));
      case "conv2d_backward_weight" -> convolution(launch.inputs().get(1), launch.outputs().get(0));
      case "linear" -> product(launch, launch.inputs().get(0).spec().shape().dim(-1));
      case "matmul" -> {
        boolean transposed = launch.params() instanceof Matmul.Params p && p.transposeA();
        yield product(launch, launch.inputs().get(0).spec().shape().dim(transposed ? -2 : -1));
      }
      default -> 0;
    };
  }

  /**
   * Of a convolution, or of one of its two backward passes.
   *
   * @param map on the side of the weight's first dimension
   * @param weight {@code null} where only the bias has a gradient
   */
  private static long convolution(Operand map, Operand weight) {
    if (weight == null) {
      return 0;
    }
    Shape w = weight.spec().shape();
    return 2 * map.spec().shape().elements() * (w.elements() / w.dim(0));
  }

  private static long product(Launch launch, int summed) {
    return 2 * launch.outputs().get(0).spec().shape().elements() * summed;
  }
}
