package dev.v2v.engine.backend.cuda.ops;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cuda.launch.Launch;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.reduce.Reduce;

/** What stands beside a convolution or a product that a library computes: conv_epilogue.cu. */
final class Bias {
  private Bias() {}

  /** {@code y = act(y + bias + residual)} in place; both extras may be {@code null}. */
  static void finish(
      CudaDevice device, Tensor y, Tensor bias, Tensor residual, Activation activation) {
    boolean wide = bias != null && bias.dtype() == DType.FLOAT32 && y.dtype() != DType.FLOAT32;
    int channels = y.dim(-1);
    Launch launch =
        device
            .kernel("conv_epilogue", y.dtype())
            .tensor(y)
            .tensor(wide ? null : bias)
            .tensor(wide ? bias : null)
            .tensor(residual)
            .int32(y.elements() / Math.max(1, channels))
            .int32(channels);
    NormCuda.activation(launch, activation).over(CudaDevice.vectors(y));
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
