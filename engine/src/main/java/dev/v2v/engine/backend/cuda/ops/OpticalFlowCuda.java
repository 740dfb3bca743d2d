package dev.v2v.engine.backend.cuda.ops;

import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cuda.launch.Launch;
import dev.v2v.engine.backend.cuda.memory.Scratch;
import dev.v2v.engine.op.flow.MedianFilter;
import dev.v2v.engine.op.flow.TvL1Descent;
import dev.v2v.engine.op.flow.TvL1Linearize;

/** Variational optical flow: optical_flow.cu. */
final class OpticalFlowCuda {
  private final CudaDevice device;

  private OpticalFlowCuda(CudaDevice device) {
    this.device = device;
  }

  static void register(CudaDevice device, KernelRegistry registry) {
    OpticalFlowCuda flow = new OpticalFlowCuda(device);
    registry.add(TvL1Linearize.KEY, CudaKernels.WIDE, flow::linearize);
    registry.add(TvL1Descent.KEY, CudaKernels.WIDE, flow::descend);
    registry.add(MedianFilter.KEY, CudaKernels.WIDE, flow::median);
  }

  private static long pixels(Tensor image) {
    return (long) image.dim(0) * image.dim(1) * image.dim(2);
  }

  private void linearize(Stream s, Void none, Tensor[] in, Tensor[] out) {
    device
        .kernel("tv_l1_linearize", DType.FLOAT32)
        .tensor(in[0])
        .tensor(in[1])
        .tensor(in[2])
        .tensor(out[0])
        .int32(pixels(in[0]))
        .ints(in[0].dim(1), in[0].dim(2))
        .over(pixels(in[0]));
  }

  /** The first iteration reads the inputs, the others work in place on the outputs. */
  private void descend(Stream s, TvL1Descent.Params p, Tensor[] in, Tensor[] out) {
    long pixels = pixels(in[0]);
    int h = in[0].dim(1);
    int w = in[0].dim(2);
    try (Scratch scratch = device.scratch()) {
      long lead = scratch.reserve(in[0].bytes());
      for (int i = 0; i < p.iterations(); i++) {
        Launch ascend = device.kernel("tv_l1_ascend", DType.FLOAT32);
        (i == 0 ? ascend.tensor(in[0]).tensor(in[1]) : ascend.address(lead).tensor(out[1]))
            .tensor(in[2])
            .tensor(out[1])
            .int32(pixels)
            .ints(h, w)
            .float32(p.sigma())
            .over(pixels);
        device
            .kernel("tv_l1_follow", DType.FLOAT32)
            .tensor(i == 0 ? in[0] : out[0])
            .tensor(out[1])
            .tensor(in[2])
            .tensor(out[0])
            .address(lead)
            .int32(pixels)
            .ints(h, w)
            .float32(p.tau())
            .float32(p.tau() * p.lambda())
            .over(pixels);
      }
    }
  }

  private void median(Stream s, Integer radius, Tensor[] in, Tensor[] out) {
    Tensor x = in[0];
    device
        .kernel("median_filter", DType.FLOAT32)
        .tensor(x)
        .tensor(out[0])
        .int64(x.elements())
        .ints(x.dim(1), x.dim(2), x.dim(3), radius)
        .over(x.elements());
  }
}
