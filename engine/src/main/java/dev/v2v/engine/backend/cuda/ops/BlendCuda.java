package dev.v2v.engine.backend.cuda.ops;

import static dev.v2v.engine.backend.cuda.ops.CudaDevice.vectors;
import static dev.v2v.engine.backend.cuda.ops.WarpCuda.threads;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cuda.memory.Scratch;
import dev.v2v.engine.op.warp.FlowWarpBlend;
import dev.v2v.engine.op.warp.OcclusionBlend;
import dev.v2v.engine.op.warp.PaddingMode;

/** Images mixed by masks: flow_warp_blend.cu and occlusion_blend.cu. */
final class BlendCuda {
  private final CudaDevice device;

  private BlendCuda(CudaDevice device) {
    this.device = device;
  }

  static void register(CudaDevice device, KernelRegistry registry) {
    BlendCuda blend = new BlendCuda(device);
    registry.add(FlowWarpBlend.KEY, CudaKernels.FLOATING, blend::warpBlend);
    registry.add(FlowWarpBlend.BACKWARD, CudaKernels.FLOATING, blend::warpBlendBackward);
    registry.add(OcclusionBlend.KEY, CudaKernels.FLOATING, blend::blend);
    registry.add(OcclusionBlend.BACKWARD, CudaKernels.FLOATING, blend::blendBackward);
  }

  private void warpBlend(Stream s, PaddingMode p, Tensor[] in, Tensor[] out) {
    Tensor raw = in[0];
    long pixels = in[2].elements() / 2;
    device
        .kernel("flow_warp_blend", raw.dtype())
        .tensor(raw)
        .tensor(in[1])
        .tensor(in[2])
        .tensor(in[3])
        .tensor(out[0])
        .int32(pixels)
        .ints(raw.dim(1), raw.dim(2), raw.dim(3))
        .choice(p)
        .over(threads(out[0], pixels));
  }

  private void warpBlendBackward(Stream s, PaddingMode p, Tensor[] in, Tensor[] out) {
    Tensor raw = in[1];
    Tensor flow = in[3];
    long pixels = flow.elements() / 2;
    boolean gather = device.deterministic() && out[1] != null && raw.elements() > 0;
    try (AtomicGradient gradPrevious = new AtomicGradient(gather ? null : out[1])) {
      device
          .kernel("flow_warp_blend_backward", raw.dtype())
          .tensor(in[0])
          .tensor(raw)
          .tensor(in[2])
          .tensor(flow)
          .tensor(in[4])
          .tensor(out[0])
          .tensor(gradPrevious.sums())
          .tensor(out[2])
          .tensor(out[3])
          .int32(pixels)
          .ints(raw.dim(1), raw.dim(2), raw.dim(3))
          .choice(p)
          .over(threads(in[0], pixels));
      gradPrevious.store();
    }
    if (gather) {
      try (Scratch scratch = device.scratch()) {
        SampleBins bins = WarpCuda.flowBins(device, scratch, flow, p);
        device
            .kernel("flow_warp_blend_gather", raw.dtype())
            .tensor(in[0])
            .tensor(flow)
            .tensor(in[4])
            .address(bins.starts())
            .address(bins.members())
            .tensor(out[1])
            .int32(pixels)
            .ints(raw.dim(1), raw.dim(2), raw.dim(3))
            .choice(p)
            .over(vectors(out[1]));
      }
    }
  }

  private void blend(Stream s, Void none, Tensor[] in, Tensor[] out) {
    Tensor raw = in[0];
    long pixels = in[2].elements();
    device
        .kernel("occlusion_blend", raw.dtype())
        .tensor(raw)
        .tensor(in[1])
        .tensor(in[2])
        .tensor(out[0])
        .int32(pixels)
        .int32(raw.dim(3))
        .over(threads(out[0], pixels));
  }

  private void blendBackward(Stream s, Void none, Tensor[] in, Tensor[] out) {
    Tensor raw = in[1];
    long pixels = in[3].elements();
    device
        .kernel("occlusion_blend_backward", raw.dtype())
        .tensor(in[0])
        .tensor(raw)
        .tensor(in[2])
        .tensor(in[3])
        .tensor(out[0])
        .tensor(out[1])
        .tensor(out[2])
        .int32(pixels)
        .int32(raw.dim(3))
        .over(threads(in[0], pixels));
  }
}
