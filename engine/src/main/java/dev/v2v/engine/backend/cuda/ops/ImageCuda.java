package dev.v2v.engine.backend.cuda.ops;

import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cuda.launch.Launch;
import dev.v2v.engine.op.image.RgbToYuv;
import dev.v2v.engine.op.image.YuvFormat;
import dev.v2v.engine.op.image.YuvToRgb;
import java.util.List;

/** Video's colours: media.cu. */
final class ImageCuda {
  private final CudaDevice device;

  private ImageCuda(CudaDevice device) {
    this.device = device;
  }

  static void register(CudaDevice device, KernelRegistry registry) {
    ImageCuda image = new ImageCuda(device);
    registry.add(YuvToRgb.KEY, List.of(DType.UINT8), image::toRgb);
    registry.add(RgbToYuv.KEY, CudaKernels.FLOATING, image::toYuv);
  }

  private void toRgb(Stream s, YuvToRgb.Params p, Tensor[] in, Tensor[] out) {
    Launch launch =
        device
            .kernel("yuv_to_rgb", out[0].dtype())
            .tensor(in[0])
            .tensor(in[1])
            .tensor(in[2])
            .tensor(out[0]);
    geometry(launch, p.format(), in[0], in[1], p.scale(), p.offset()).over(in[0].elements());
  }

  private void toYuv(Stream s, RgbToYuv.Params p, Tensor[] in, Tensor[] out) {
    Launch launch =
        device
            .kernel("rgb_to_yuv", in[0].dtype())
            .tensor(in[0])
            .tensor(out[0])
            .tensor(out[1])
            .tensor(out[2]);
    geometry(launch, p.format(), out[0], out[1], p.scale(), p.offset()).over(out[1].elements());
  }

  /** Planes are dense: rows follow one another, and samples of a plane do. */
  private static Launch geometry(
      Launch launch, YuvFormat f, Tensor luma, Tensor chroma, double scale, double offset) {
    return launch
        .ints(luma.dim(0), luma.dim(1), luma.dim(1), chroma.dim(1), 1, f.shiftX(), f.shiftY())
        .float32(f.kr())
        .float32(f.kb())
        .flag(f.full())
        .float32(scale)
        .float32(offset);
  }
}
