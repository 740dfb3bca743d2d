package dev.v2v.engine.backend.cuda.ops;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.Tensor;

/**
 * A gradient that kernels add to atomically, which is float32 and starts at zero whatever the type
 * of the tensor: 16-bit gradients are added up in a tensor beside it and rounded once.
 * Single-thread.
 */
final class AtomicGradient implements AutoCloseable {
  private final Tensor gradient;
  private final Tensor sums;

  /** For a gradient, {@code null} if nobody asked for it. */
  AtomicGradient(Tensor gradient) {
    this.gradient = gradient;
    if (gradient == null || gradient.dtype() == DType.FLOAT32) {
      this.sums = gradient;
    } else {
      this.sums = Tensor.empty(gradient.backend(), gradient.shape(), DType.FLOAT32).persist();
    }
    if (sums != null) {
      CoreKernels.fill(sums, 0);
    }
  }

  /** What kernels add to, {@code null} if nobody asked. */
  Tensor sums() {
    return sums;
  }

  /** Rounds the sums to the gradient's type. */
  void store() {
    if (sums != gradient) {
      CoreKernels.copy(sums, gradient);
    }
  }

  @Override
  public void close() {
    if (sums != gradient) {
      sums.close();
    }
  }
}
