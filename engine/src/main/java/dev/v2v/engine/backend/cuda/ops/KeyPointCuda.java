package dev.v2v.engine.backend.cuda.ops;

import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.keypoint.GaussianHeatmap;
import dev.v2v.engine.op.keypoint.HeatmapJacobian;
import dev.v2v.engine.op.keypoint.SoftArgmax;
import dev.v2v.engine.op.keypoint.SoftmaxSpatial;

/** Key points and heat maps (N, H, W, K): keypoint.cu, which gives each key point a block. */
final class KeyPointCuda {
  private final CudaDevice device;

  private KeyPointCuda(CudaDevice device) {
    this.device = device;
  }

  static void register(CudaDevice device, KernelRegistry registry) {
    KeyPointCuda k = new KeyPointCuda(device);
    registry.add(GaussianHeatmap.KEY, CudaKernels.WIDE, k::gaussian);
    registry.add(GaussianHeatmap.BACKWARD, CudaKernels.WIDE, k::gaussianBackward);
    registry.add(SoftmaxSpatial.KEY, CudaKernels.FLOATING, k::softmax);
    registry.add(SoftmaxSpatial.BACKWARD, CudaKernels.WIDE, k::softmaxBackward);
    registry.add(SoftArgmax.KEY, CudaKernels.FLOATING, k::softArgmax);
    registry.add(SoftArgmax.BACKWARD, CudaKernels.WIDE, k::softArgmaxBackward);
    registry.add(HeatmapJacobian.KEY, CudaKernels.FLOATING, k::jacobian);
    registry.add(HeatmapJacobian.BACKWARD, CudaKernels.FLOATING, k::jacobianBackward);
  }

  private static long points(Tensor heatmap) {
    return (long) heatmap.dim(0) * heatmap.dim(3);
  }

  private void gaussian(Stream s, GaussianHeatmap.Params p, Tensor[] in, Tensor[] out) {
    Tensor y = out[0];
    device
        .kernel("gaussian_heatmap", DType.FLOAT32)
        .tensor(in[0])
        .tensor(y)
        .int32((long) y.dim(0) * y.dim(1) * y.dim(2))
        .ints(y.dim(3), y.dim(1), y.dim(2))
        .float32(p.variance())
        .over(y.elements());
  }

  private void gaussianBackward(Stream s, GaussianHeatmap.Params p, Tensor[] in, Tensor[] out) {
    Tensor g = in[0];
    device
        .kernel("gaussian_heatmap_backward", DType.FLOAT32)
        .tensor(g)
        .tensor(in[1])
        .tensor(out[0])
        .int32(points(g))
        .ints(g.dim(3), g.dim(1), g.dim(2))
        .float32(p.variance())
        .blockEach(points(g));
  }

  private void softmax(Stream s, Double temperature, Tensor[] in, Tensor[] out) {
    Tensor x = in[0];
    device
        .kernel("softmax_spatial", x.dtype())
        .tensor(x)
        .tensor(out[0])
        .int32(points(x))
        .ints(x.dim(3), x.dim(1), x.dim(2))
        .float32(temperature)
        .blockEach(points(x));
  }

  private void softmaxBackward(Stream s, Double temperature, Tensor[] in, Tensor[] out) {
    Tensor gradX = out[0];
    device
        .kernel("softmax_spatial_backward", gradX.dtype())
        .tensor(in[0])
        .tensor(in[1])
        .tensor(gradX)
        .int32(points(gradX))
        .ints(gradX.dim(3), gradX.dim(1), gradX.dim(2))
        .float32(temperature)
        .blockEach(points(gradX));
  }

  private void softArgmax(Stream s, Double temperature, Tensor[] in, Tensor[] out) {
    Tensor x = in[0];
    device
        .kernel("soft_argmax", x.dtype())
        .tensor(x)
        .tensor(out[0])
        .tensor(out[1])
        .int32(points(x))
        .ints(x.dim(3), x.dim(1), x.dim(2))
        .float32(temperature)
        .blockEach(points(x));
  }

  private void softArgmaxBackward(Stream s, Double temperature, Tensor[] in, Tensor[] out) {
    Tensor gradX = out[0];
    device
        .kernel("soft_argmax_backward", gradX.dtype())
        .tensor(in[0])
        .tensor(in[1])
        .tensor(in[2])
        .tensor(gradX)
        .int32(points(gradX))
        .ints(gradX.dim(3), gradX.dim(1), gradX.dim(2))
        .float32(temperature)
        .blockEach(points(gradX));
  }

  private void jacobian(Stream s, Void none, Tensor[] in, Tensor[] out) {
    Tensor map = in[0];
    Tensor heatmap = in[1];
    device
        .kernel("heatmap_jacobian", map.dtype())
        .tensor(map)
        .tensor(heatmap)
        .tensor(out[0])
        .int32(points(heatmap))
        .ints(heatmap.dim(3), heatmap.dim(1) * heatmap.dim(2))
        .flag(isShared(map))
        .blockEach(points(heatmap));
  }

  private void jacobianBackward(Stream s, Void none, Tensor[] in, Tensor[] out) {
    Tensor map = in[0];
    Tensor heatmap = in[1];
    long pixels = (long) heatmap.dim(0) * heatmap.dim(1) * heatmap.dim(2);
    boolean shared = isShared(map);
    device
        .kernel("heatmap_jacobian_backward", map.dtype())
        .tensor(map)
        .tensor(heatmap)
        .tensor(in[2])
        .tensor(out[0])
        .tensor(out[1])
        .int32(pixels)
        .ints(heatmap.dim(3), heatmap.dim(1) * heatmap.dim(2))
        .flag(shared)
        .over(shared ? pixels : heatmap.elements());
  }

  /** One map for all key points; a single point has the same either way. */
  private static boolean isShared(Tensor map) {
    return map.dim(3) == 4;
  }
}
