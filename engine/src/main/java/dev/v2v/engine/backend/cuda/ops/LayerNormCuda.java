package dev.v2v.engine.backend.cuda.ops;

import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cuda.launch.Launch;
import dev.v2v.engine.backend.cuda.memory.Scratch;
import dev.v2v.engine.op.norm.LayerNorm;
import dev.v2v.engine.op.norm.Normalisation;

/** Normalisation of each row over its channels: layer_norm.cu. */
final class LayerNormCuda {
  private final CudaDevice device;

  private LayerNormCuda(CudaDevice device) {
    this.device = device;
  }

  static void register(CudaDevice device, KernelRegistry registry) {
    LayerNormCuda norm = new LayerNormCuda(device);
    registry.add(LayerNorm.KEY, CudaKernels.FLOATING, norm::forward);
    registry.add(LayerNorm.BACKWARD, CudaKernels.FLOATING, norm::backward);
  }

  private void forward(Stream s, Normalisation p, Tensor[] in, Tensor[] out) {
    Tensor x = in[0];
    long rows = out[1].elements();
    Launch launch =
        device
            .kernel("layer_norm", x.dtype())
            .tensor(x)
            .tensor(in[1])
            .tensor(in[2])
            .tensor(out[0])
            .tensor(out[1])
            .tensor(out[2])
            .int32(rows)
            .int32(x.dim(-1));
    NormCuda.rule(launch, p).over(rows * Math.min(32, Math.max(1, x.dim(-1))));
  }

  private void backward(Stream s, Normalisation p, Tensor[] in, Tensor[] out) {
    Tensor x = in[1];
    long rows = in[3].elements();
    int channels = x.dim(-1);
    if (out[0] != null) {
      Launch launch =
          given("layer_norm_backward", p, in).tensor(out[0]).int32(rows).int32(channels);
      NormCuda.rule(launch, p).over(rows * Math.min(32, Math.max(1, channels)));
    }
    if (out[1] != null || out[2] != null) {
      gradients(p, in, out, rows, channels);
    }
  }

  /** A backward kernel with what all of them read. */
  private Launch given(String kernel, Normalisation p, Tensor[] in) {
    return device
        .kernel(kernel, in[1].dtype())
        .tensor(in[0])
        .tensor(in[1])
        .tensor(in[2])
        .tensor(NormCuda.beta(p, in))
        .tensor(in[3])
        .tensor(in[4]);
  }

  private void gradients(Normalisation p, Tensor[] in, Tensor[] out, long rows, int channels) {
    int splits = (int) Math.max(1, Math.min(64, rows / 64));
    try (Scratch scratch = device.scratch()) {
      long partial = scratch.reserve(2L * splits * channels * Float.BYTES);
      Launch launch =
          given("layer_norm_gradient_sums", p, in)
              .address(partial)
              .int32(rows)
              .int32(channels)
              .int32(splits);
      NormCuda.rule(launch, p).blockEach((channels + 31L) / 32 * splits);
      device
          .kernel("channel_gradient_merge", DType.FLOAT32)
          .address(partial)
          .address(0)
          .tensor(out[1])
          .tensor(out[2])
          .int32(1)
          .int32(channels)
          .int32(splits)
          .blockEach((channels + 7L) / 8);
    }
  }
}
