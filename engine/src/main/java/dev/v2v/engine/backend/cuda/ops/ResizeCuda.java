package dev.v2v.engine.backend.cuda.ops;

import static dev.v2v.engine.backend.cuda.ops.CudaDevice.vectors;

import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cuda.launch.Launch;
import dev.v2v.engine.backend.cuda.memory.Scratch;
import dev.v2v.engine.op.conv.Pool2d;
import dev.v2v.engine.op.resize.AntiAliasDownsample;
import dev.v2v.engine.op.resize.Interpolate;
import dev.v2v.engine.op.shape.Pad2d;

/** Images of another size: interpolate.cu, anti_alias_downsample.cu, pad2d.cu, pool2d.cu. */
final class ResizeCuda {
  private final CudaDevice device;

  private ResizeCuda(CudaDevice device) {
    this.device = device;
  }

  static void register(CudaDevice device, KernelRegistry registry) {
    ResizeCuda r = new ResizeCuda(device);
    registry.add(Interpolate.KEY, CudaKernels.FLOATING, r::interpolate);
    registry.add(Interpolate.BACKWARD, CudaKernels.FLOATING, r::interpolateBackward);
    registry.add(AntiAliasDownsample.KEY, CudaKernels.FLOATING, r::downsample);
    registry.add(AntiAliasDownsample.BACKWARD, CudaKernels.FLOATING, r::downsampleBackward);
    registry.add(Pad2d.KEY, CudaKernels.TYPES, r::pad);
    registry.add(Pad2d.BACKWARD, CudaKernels.FLOATING, r::padBackward);
    registry.add(Pool2d.KEY, CudaKernels.FLOATING, r::pool);
    registry.add(Pool2d.BACKWARD, CudaKernels.FLOATING, r::poolBackward);
  }

  private static long pixels(Tensor image) {
    return (long) image.dim(0) * image.dim(1) * image.dim(2);
  }

  /** Appends both sizes and the channels. */
  private static Launch sizes(Launch launch, Tensor x, Tensor y) {
    return launch.ints(x.dim(1), x.dim(2), y.dim(1), y.dim(2), x.dim(3));
  }

  private void interpolate(Stream s, Interpolate.Params p, Tensor[] in, Tensor[] out) {
    Launch launch =
        device
            .kernel("interpolate", in[0].dtype())
            .tensor(in[0])
            .tensor(out[0])
            .int32(pixels(out[0]));
    steps(sizes(launch, in[0], out[0]), p).over(vectors(out[0]));
  }

  private void interpolateBackward(Stream s, Interpolate.Params p, Tensor[] in, Tensor[] out) {
    Launch launch =
        device
            .kernel("interpolate_backward", in[0].dtype())
            .tensor(in[0])
            .tensor(out[0])
            .int32(pixels(out[0]));
    steps(sizes(launch, out[0], in[0]), p).over(vectors(out[0]));
  }

  private static Launch steps(Launch launch, Interpolate.Params p) {
    return launch.float32(p.stepH()).float32(p.stepW()).choice(p.mode()).flag(p.alignCorners());
  }

  private void downsample(Stream s, Integer factor, Tensor[] in, Tensor[] out) {
    try (Scratch scratch = device.scratch()) {
      long profile = profile(scratch, factor);
      Launch launch =
          device
              .kernel("anti_alias_downsample", in[0].dtype())
              .tensor(in[0])
              .address(profile)
              .tensor(out[0])
              .int32(pixels(out[0]));
      sizes(launch, in[0], out[0]).int32((int) factor).over(out[0].elements());
    }
  }

  private void downsampleBackward(Stream s, Integer factor, Tensor[] in, Tensor[] out) {
    try (Scratch scratch = device.scratch()) {
      long profile = profile(scratch, factor);
      Launch launch =
          device
              .kernel("anti_alias_downsample_backward", in[0].dtype())
              .tensor(in[0])
              .address(profile)
              .tensor(out[0])
              .int32(pixels(out[0]));
      sizes(launch, out[0], in[0]).int32((int) factor).over(out[0].elements());
    }
  }

  /** The Gaussian's weights, computed on the device by one block. */
  private long profile(Scratch scratch, int factor) {
    long profile = scratch.reserve((4L * (factor - 1) + 1) * Float.BYTES);
    device.kernel("anti_alias_profile", DType.FLOAT32).address(profile).int32(factor).blocks(1, 0);
    return profile;
  }

  private void pad(Stream s, Pad2d.Params p, Tensor[] in, Tensor[] out) {
    Tensor y = out[0];
    device
        .kernel("pad2d", Walk.size(y.dtype()))
        .tensor(in[0])
        .tensor(y)
        .int32(pixels(y))
        .ints(in[0].dim(1), in[0].dim(2), in[0].dim(3))
        .ints(p.top(), p.bottom(), p.left(), p.right())
        .choice(p.mode())
        .int64(CoreCuda.bits(p.value(), y.dtype()))
        .over(vectors(y));
  }

  private void padBackward(Stream s, Pad2d.Params p, Tensor[] in, Tensor[] out) {
    Tensor gradX = out[0];
    device
        .kernel("pad2d_backward", gradX.dtype())
        .tensor(in[0])
        .tensor(gradX)
        .int32(pixels(gradX))
        .ints(gradX.dim(1), gradX.dim(2), gradX.dim(3))
        .ints(p.top(), p.bottom(), p.left(), p.right())
        .choice(p.mode())
        .over(vectors(gradX));
  }

  private void pool(Stream s, Pool2d.Params p, Tensor[] in, Tensor[] out) {
    Launch launch =
        device
            .kernel("pool2d", in[0].dtype())
            .tensor(in[0])
            .tensor(out[0])
            .int32(pixels(out[0]))
            .choice(p.kind());
    window(sizes(launch, in[0], out[0]), p).over(vectors(out[0]));
  }

  private void poolBackward(Stream s, Pool2d.Params p, Tensor[] in, Tensor[] out) {
    Launch launch =
        device
            .kernel("pool2d_backward", in[0].dtype())
            .tensor(in[0])
            .tensor(in[1])
            .tensor(out[0])
            .int32(pixels(out[0]))
            .choice(p.kind());
    window(sizes(launch, out[0], in[0]), p).over(vectors(out[0]));
  }

  private static Launch window(Launch launch, Pool2d.Params p) {
    return launch.ints(p.kernelH(), p.kernelW(), p.strideH(), p.strideW(), p.padH(), p.padW());
  }
}
