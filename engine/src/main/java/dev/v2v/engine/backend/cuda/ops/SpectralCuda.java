package dev.v2v.engine.backend.cuda.ops;

import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cuda.memory.Scratch;
import dev.v2v.engine.op.norm.PowerIteration;
import dev.v2v.engine.op.norm.SpectralNorm;

/** Weights by their largest singular value: spectral.cu. */
final class SpectralCuda {
  private final CudaDevice device;

  private SpectralCuda(CudaDevice device) {
    this.device = device;
  }

  static void register(CudaDevice device, KernelRegistry registry) {
    SpectralCuda spectral = new SpectralCuda(device);
    registry.add(PowerIteration.KEY, CudaKernels.FLOATING, spectral::iterate);
    registry.add(SpectralNorm.KEY, CudaKernels.FLOATING, spectral::forward);
    registry.add(SpectralNorm.BACKWARD, CudaKernels.FLOATING, spectral::backward);
  }

  private void iterate(Stream s, Double eps, Tensor[] in, Tensor[] out) {
    Tensor w = in[0];
    int rows = Math.toIntExact(out[0].elements());
    int columns = Math.toIntExact(out[1].elements());
    device
        .kernel("power_iteration_columns", w.dtype())
        .tensor(w)
        .tensor(out[0])
        .tensor(out[1])
        .ints(rows, columns)
        .blockEach((columns + 31L) / 32);
    normalise(out[1], columns, eps);
    device
        .kernel("power_iteration_rows", w.dtype())
        .tensor(w)
        .tensor(out[1])
        .tensor(out[0])
        .ints(rows, columns)
        .blockEach(rows);
    normalise(out[0], rows, eps);
  }

  private void normalise(Tensor x, int n, double eps) {
    device
        .kernel("power_iteration_normalise", DType.FLOAT32)
        .tensor(x)
        .int32(n)
        .float32(eps)
        .blocks(1, 0);
  }

  private void forward(Stream s, Void none, Tensor[] in, Tensor[] out) {
    Tensor w = in[0];
    int rows = Math.toIntExact(in[1].elements());
    int columns = Math.toIntExact(in[2].elements());
    try (Scratch scratch = device.scratch()) {
      long sigmas = scratch.reserve(2L * rows * Float.BYTES);
      sums(w, null, in[1], in[2], sigmas, sigmas + (long) rows * Float.BYTES, rows, columns);
      device
          .kernel("spectral_norm", w.dtype())
          .tensor(w)
          .address(sigmas)
          .tensor(out[0])
          .ints(rows, columns)
          .over(w.elements());
    }
  }

  private void backward(Stream s, Void none, Tensor[] in, Tensor[] out) {
    Tensor w = in[0];
    int rows = Math.toIntExact(in[2].elements());
    int columns = Math.toIntExact(in[3].elements());
    try (Scratch scratch = device.scratch()) {
      long sigmas = scratch.reserve(2L * rows * Float.BYTES);
      long products = sigmas + (long) rows * Float.BYTES;
      sums(w, in[1], in[2], in[3], sigmas, products, rows, columns);
      device
          .kernel("spectral_norm_backward", w.dtype())
          .tensor(in[1])
          .tensor(in[2])
          .tensor(in[3])
          .address(sigmas)
          .address(products)
          .tensor(out[0])
          .ints(rows, columns)
          .over(w.elements());
    }
  }

  private void sums(
      Tensor w,
      Tensor gradOut,
      Tensor u,
      Tensor v,
      long sigmas,
      long products,
      int rows,
      int columns) {
    device
        .kernel("spectral_norm_sums", w.dtype())
        .tensor(w)
        .tensor(gradOut)
        .tensor(u)
        .tensor(v)
        .address(sigmas)
        .address(products)
        .ints(rows, columns)
        .blockEach(rows);
  }
}
