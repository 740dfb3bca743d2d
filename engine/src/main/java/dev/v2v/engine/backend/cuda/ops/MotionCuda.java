package dev.v2v.engine.backend.cuda.ops;

import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.linear.Mat2;
import dev.v2v.engine.op.warp.AffineGrid;
import dev.v2v.engine.op.warp.CoordinateGrid;
import dev.v2v.engine.op.warp.DenseMotion;
import dev.v2v.engine.op.warp.MotionFlow;
import dev.v2v.engine.op.warp.MotionInput;
import dev.v2v.engine.op.warp.SparseMotion;
import dev.v2v.engine.op.warp.ThinPlateSpline;

/**
 * Sampling grids and transforms of points: motion.cu, motion_composition.cu, mat2.cu,
 * thin_plate.cu.
 */
final class MotionCuda {
  private final CudaDevice device;

  private MotionCuda(CudaDevice device) {
    this.device = device;
  }

  static void register(CudaDevice device, KernelRegistry registry) {
    MotionCuda motion = new MotionCuda(device);
    registry.add(CoordinateGrid.KEY, CudaKernels.WIDE, motion::coordinateGrid);
    registry.add(AffineGrid.KEY, CudaKernels.WIDE, motion::affineGrid);
    registry.add(AffineGrid.BACKWARD, CudaKernels.WIDE, motion::affineGridBackward);
    registry.add(SparseMotion.KEY, CudaKernels.WIDE, motion::sparseMotion);
    registry.add(SparseMotion.BACKWARD, CudaKernels.WIDE, motion::sparseMotionBackward);
    registry.add(DenseMotion.KEY, CudaKernels.FLOATING, motion::denseMotion);
    registry.add(DenseMotion.BACKWARD, CudaKernels.FLOATING, motion::denseMotionBackward);
    registry.add(MotionInput.KEY, CudaKernels.WIDE, motion::input);
    registry.add(MotionFlow.KEY, CudaKernels.FLOATING, motion::flow);
    registry.add(Mat2.INVERSE, CudaKernels.FLOATING, motion::inverse);
    registry.add(Mat2.INVERSE_BACKWARD, CudaKernels.FLOATING, motion::inverseBackward);
    registry.add(ThinPlateSpline.KEY, CudaKernels.FLOATING, motion::thinPlate);
    registry.add(ThinPlateSpline.BACKWARD, CudaKernels.FLOATING, motion::thinPlateBackward);
  }

  private void coordinateGrid(Stream s, CoordinateGrid.Params p, Tensor[] in, Tensor[] out) {
    device
        .kernel("coordinate_grid", DType.FLOAT32)
        .tensor(out[0])
        .ints(p.height(), p.width())
        .over(out[0].elements() / 2);
  }

  private void affineGrid(Stream s, AffineGrid.Params p, Tensor[] in, Tensor[] out) {
    device
        .kernel("affine_grid", DType.FLOAT32)
        .tensor(in[0])
        .tensor(out[0])
        .ints(in[0].dim(0), p.height(), p.width())
        .flag(p.alignCorners())
        .over(out[0].elements() / 2);
  }

  private void affineGridBackward(Stream s, AffineGrid.Params p, Tensor[] in, Tensor[] out) {
    int images = out[0].dim(0);
    device
        .kernel("affine_grid_backward", DType.FLOAT32)
        .tensor(in[0])
        .tensor(out[0])
        .ints(images, p.height(), p.width())
        .flag(p.alignCorners())
        .blockEach(images);
  }

  private void sparseMotion(Stream s, SparseMotion.Params p, Tensor[] in, Tensor[] out) {
    Tensor motions = out[0]; // (N, S, h, w, 2)
    device
        .kernel("sparse_motion", DType.FLOAT32)
        .tensor(in[0])
        .tensor(in[1])
        .tensor(in[2])
        .tensor(in[3])
        .tensor(motions)
        .int32((long) motions.dim(0) * motions.dim(1))
        .ints(motions.dim(1), p.height(), p.width())
        .over(motions.elements() / 2);
  }

  private void sparseMotionBackward(Stream s, SparseMotion.Params p, Tensor[] in, Tensor[] out) {
    Tensor driving = in[2]; // (N, K, 2)
    long points = driving.elements() / 2;
    device
        .kernel("sparse_motion_backward", DType.FLOAT32)
        .tensor(in[0])
        .tensor(in[1])
        .tensor(driving)
        .tensor(in[3])
        .tensor(out[0])
        .tensor(out[1])
        .tensor(out[2])
        .tensor(out[3])
        .int32(points)
        .ints(driving.dim(1) + 1, p.height(), p.width())
        .blockEach(points);
  }

  private void denseMotion(Stream s, Void none, Tensor[] in, Tensor[] out) {
    Tensor mask = in[0]; // (N, h, w, S)
    long pixels = out[0].elements() / 2;
    device
        .kernel("dense_motion", mask.dtype())
        .tensor(mask)
        .tensor(in[1])
        .tensor(out[0])
        .int32(pixels)
        .int32((long) mask.dim(1) * mask.dim(2))
        .int32(mask.dim(3))
        .over(pixels);
  }

  private void denseMotionBackward(Stream s, Void none, Tensor[] in, Tensor[] out) {
    Tensor mask = in[0];
    long pixels = in[1].elements() / 2;
    device
        .kernel("dense_motion_backward", mask.dtype())
        .tensor(mask)
        .tensor(in[1])
        .tensor(in[2])
        .tensor(out[0])
        .tensor(out[1])
        .int32(pixels)
        .int32((long) mask.dim(1) * mask.dim(2))
        .int32(mask.dim(3))
        .over(pixels);
  }

  private void input(Stream s, MotionInput.Params p, Tensor[] in, Tensor[] out) {
    Tensor x = in[0]; // (N, h, w, C)
    int slots = in[1].dim(1) + 1;
    long pixels = (long) x.dim(0) * x.dim(1) * x.dim(2);
    device
        .kernel("motion_input", out[0].dtype())
        .tensor(x)
        .tensor(in[1])
        .tensor(in[2])
        .tensor(in[3])
        .tensor(in[4])
        .tensor(out[0])
        .int32(pixels)
        .ints(slots, x.dim(1), x.dim(2), x.dim(3))
        .float32(p.variance())
        .flag(p.alignCorners())
        .over(pixels * slots);
  }

  private void flow(Stream s, Void none, Tensor[] in, Tensor[] out) {
    Tensor logits = in[0]; // (N, h, w, K + 1)
    long pixels = out[0].elements() / 2;
    device
        .kernel("motion_flow", logits.dtype())
        .tensor(logits)
        .tensor(in[1])
        .tensor(in[2])
        .tensor(in[3])
        .tensor(in[4])
        .tensor(out[1])
        .tensor(out[0])
        .int32(pixels)
        .ints(logits.dim(3), logits.dim(1), logits.dim(2))
        .over(pixels);
  }

  private void inverse(Stream s, Void none, Tensor[] in, Tensor[] out) {
    long matrices = out[0].elements() / 4;
    device
        .kernel("mat2_inverse", out[0].dtype())
        .tensor(in[0])
        .tensor(out[0])
        .int32(matrices)
        .over(matrices);
  }

  private void inverseBackward(Stream s, Void none, Tensor[] in, Tensor[] out) {
    long matrices = out[0].elements() / 4;
    device
        .kernel("mat2_inverse_backward", out[0].dtype())
        .tensor(in[0])
        .tensor(in[1])
        .tensor(out[0])
        .int32(matrices)
        .over(matrices);
  }

  private void thinPlate(Stream s, Void none, Tensor[] in, Tensor[] out) {
    Tensor points = in[0]; // (N, P, 2)
    long count = points.elements() / 2;
    device
        .kernel("thin_plate_spline", points.dtype())
        .tensor(points)
        .tensor(in[1])
        .tensor(in[2])
        .tensor(out[0])
        .tensor(out[1])
        .int32(count)
        .ints(points.dim(1), side(in[2]))
        .over(count);
  }

  private void thinPlateBackward(Stream s, Void none, Tensor[] in, Tensor[] out) {
    Tensor points = in[2];
    long count = points.elements() / 2;
    device
        .kernel("thin_plate_spline_backward", points.dtype())
        .tensor(in[0])
        .tensor(in[1])
        .tensor(points)
        .tensor(in[3])
        .tensor(in[4])
        .tensor(out[0])
        .int32(count)
        .ints(points.dim(1), side(in[4]))
        .over(count);
  }

  /** Control points along one side of their square. */
  private static int side(Tensor weights) {
    return (int) Math.round(Math.sqrt(weights.dim(1)));
  }
}
