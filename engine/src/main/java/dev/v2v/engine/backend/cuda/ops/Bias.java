package dev.v2v.engine.backend.cuda.ops;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.elementwise.Binary;
import dev.v2v.engine.op.reduce.Reduce;

/** A bias over the last dimension, where a library does not add it or sum its gradient. */
final class Bias {
  private Bias() {}

  /** {@code y += bias}, in place. */
  static void add(Stream s, Tensor bias, Tensor y) {
    Tensor[] in = {y, typed(bias, y.dtype())};
    Binary.Params sum = new Binary.Params(Binary.Function.ADD);
    y.backend().kernels().find(Binary.KEY, y.dtype()).launch(s, sum, in, new Tensor[] {y});
  }

  /** A float32 bias beside 16-bit data is converted once for as long as it stays the same. */
  static Tensor typed(Tensor bias, DType dtype) {
    if (bias == null || bias.dtype() == dtype) {
      return bias;
    }
    return bias.storage().derived(dtype, () -> converted(bias, dtype));
  }

  private static Tensor converted(Tensor t, DType dtype) {
    Tensor converted = Tensor.empty(t.backend(), t.shape(), dtype);
    CoreKernels.copy(t, converted);
    return converted;
  }

  /** Sums a gradient over all but the last dimension, in float32 whatever its own type is. */
  static void gradient(CudaDevice device, Tensor gradOut, Tensor gradBias) {
    if (gradOut.elements() == 0) {
      CoreKernels.fill(gradBias, 0);
      return;
    }
    Shape.Split cells = gradOut.shape().split(0, gradOut.rank() - 1);
    new ReduceCuda(device).lines(gradOut, gradBias, cells, Reduce.Function.SUM, 1);
  }
}
