package dev.v2v.engine.backend.cuda.ops;

import static dev.v2v.engine.backend.cuda.memory.CudaStorage.addressOf;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cuda.driver.MatrixProducts;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.linear.Linear;
import dev.v2v.engine.op.linear.Matmul;
import java.util.Arrays;

/** Products of matrices: batches become one call where their matrices lie at even distances. */
final class MatmulCuda {
  private final CudaDevice device;

  private MatmulCuda(CudaDevice device) {
    this.device = device;
  }

  static void register(CudaDevice device, KernelRegistry registry) {
    MatmulCuda matmul = new MatmulCuda(device);
    registry.add(Matmul.KEY, CudaKernels.FLOATING, matmul::multiply);
    registry.add(Linear.KEY, CudaKernels.FLOATING, matmul::linear);
  }

  private void multiply(Stream s, Matmul.Params p, Tensor[] in, Tensor[] out) {
    Tensor y = out[0];
    if (y.elements() == 0) {
      return;
    }
    int m = y.dim(-2);
    int n = y.dim(-1);
    int k = in[0].dim(p.transposeA() ? -2 : -1);
    if (k == 0) {
      CoreKernels.fill(y, 0);
      return;
    }
    Shape batch = Matmul.batch(y.shape());
    int batches = Math.toIntExact(batch.elements());
    long[] a = offsets(Matmul.batch(in[0].shape()), batch, (long) m * k);
    long[] b = offsets(Matmul.batch(in[1].shape()), batch, (long) k * n);
    boolean even = isEven(a) && isEven(b);
    long strideA = even && batches > 1 ? a[1] : 0;
    long strideB = even && batches > 1 ? b[1] : 0;
    MatrixProducts.Shape shape =
        new MatrixProducts.Shape(
            y.dtype(),
            y.dtype(),
            m,
            n,
            k,
            p.transposeA(),
            p.transposeB(),
            even ? batches : 1,
            strideA,
            strideB,
            device.tf32() && y.dtype() == DType.FLOAT32);
    int bytes = y.dtype().bytes();
    for (int i = 0; i < (even ? 1 : batches); i++) {
      device
          .products()
          .multiply(
              shape,
              addressOf(in[0]) + a[i] * bytes,
              addressOf(in[1]) + b[i] * bytes,
              addressOf(y) + (long) i * m * n * bytes,
              device.queue());
    }
  }

  /** Where the matrix for each output matrix starts, in elements. */
  private static long[] offsets(Shape source, Shape target, long matrix) {
    long[] offsets = new long[Math.toIntExact(target.elements())];
    int shift = target.rank() - source.rank();
    for (int i = 0; i < offsets.length; i++) {
      long rest = i;
      long at = 0;
      long step = 1;
      for (int d = target.rank() - 1; d >= shift; d--) {
        long coordinate = rest % target.dim(d);
        rest /= target.dim(d);
        at += source.dim(d - shift) == 1 ? 0 : coordinate * step;
        step *= source.dim(d - shift);
      }
      offsets[i] = at * matrix;
    }
    return offsets;
  }

  private static boolean isEven(long[] offsets) {
    long step = offsets.length > 1 ? offsets[1] : 0;
    long[] even = new long[offsets.length];
    Arrays.setAll(even, i -> i * step);
    return Arrays.equals(offsets, even);
  }

  /** A 16-bit result with a bias is rounded once: the product stays float32 until that is added. */
  private void linear(Stream s, Void none, Tensor[] in, Tensor[] out) {
    Tensor y = out[0];
    if (y.elements() == 0) {
      return;
    }
    if (in[2] == null || y.dtype() == DType.FLOAT32) {
      product(in, y);
      if (in[2] != null) {
        Bias.finish(device, y, in[2], null, Activation.NONE);
      }
      return;
    }
    try (Tensor wide = Tensor.empty(y.backend(), y.shape(), DType.FLOAT32).persist()) {
      product(in, wide);
      Bias.finish(device, wide, Bias.typed(in[2], DType.FLOAT32), null, Activation.NONE);
      CoreKernels.copy(wide, y);
    }
  }

  private void product(Tensor[] in, Tensor y) {
    int outputs = in[1].dim(0);
    int inputs = in[1].dim(1);
    if (inputs == 0) {
      CoreKernels.fill(y, 0);
      return;
    }
    MatrixProducts.Shape shape =
        new MatrixProducts.Shape(
            in[0].dtype(),
            y.dtype(),
            Math.toIntExact(y.elements() / outputs),
            outputs,
            inputs,
            false,
            true,
            1,
            0,
            0,
            device.tf32() && in[0].dtype() == DType.FLOAT32);
    device
        .products()
        .multiply(shape, addressOf(in[0]), addressOf(in[1]), addressOf(y), device.queue());
  }
}
