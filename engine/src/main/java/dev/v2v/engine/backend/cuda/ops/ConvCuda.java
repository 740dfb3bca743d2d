package dev.v2v.engine.backend.cuda.ops;

import static dev.v2v.engine.backend.cuda.memory.CudaStorage.addressOf;
import static dev.v2v.engine.backend.cuda.memory.CudaStorage.addressOrNull;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cuda.driver.ConvGeometry;
import dev.v2v.engine.backend.cuda.driver.Convolutions.Operands;
import dev.v2v.engine.backend.cuda.memory.Scratch;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.conv.Conv2d;
import dev.v2v.engine.op.conv.ConvTranspose2d;

/**
 * Convolution and its adjoints. The library adds bias and residual and applies the activation in
 * the same pass where it can; what it cannot is done in place afterwards by kernels of our own.
 */
final class ConvCuda {
  private final CudaDevice device;

  private ConvCuda(CudaDevice device) {
    this.device = device;
  }

  static void register(CudaDevice device, KernelRegistry registry) {
    ConvCuda conv = new ConvCuda(device);
    registry.add(Conv2d.KEY, CudaKernels.FLOATING, conv::forward);
    registry.add(Conv2d.BACKWARD_DATA, CudaKernels.FLOATING, conv::backwardData);
    registry.add(Conv2d.BACKWARD_WEIGHT, CudaKernels.FLOATING, conv::backwardWeight);
    registry.add(ConvTranspose2d.KEY, CudaKernels.FLOATING, conv::transposed);
    registry.add(ConvTranspose2d.BACKWARD_BIAS, CudaKernels.FLOATING, conv::backwardBias);
  }

  private void forward(Stream s, Conv2d.Params p, Tensor[] in, Tensor[] out) {
    Tensor y = out[0];
    if (y.elements() == 0) {
      return;
    }
    ConvGeometry g = geometry(p, in[0].shape(), in[1].shape(), y.shape(), y.dtype());
    Activation activation = p.activation();
    boolean relu = activation.equals(Activation.RELU);
    Operands all =
        new Operands(
            addressOf(in[0]),
            addressOf(in[1]),
            addressOrNull(Bias.typed(in[2], y.dtype())),
            addressOrNull(in[3]),
            addressOf(y));
    try (Scratch scratch = device.scratch()) {
      if (relu || activation.isNone()) {
        device.convolutions().forward(g, all, relu, scratch, device.queue());
      } else {
        Runnable separately = () -> separately(g, all, activation, in, y, scratch);
        device.convolutions().activated(g, all, activation, scratch, device.queue(), separately);
      }
    }
  }

  /**
   * A convolution, and an activation in a pass after it. Added by the library, bias and residual of
   * 16-bit results are rounded once before the activation; float32 has no such loss, and then the
   * pass over y adds them.
   */
  private void separately(
      ConvGeometry g, Operands all, Activation activation, Tensor[] in, Tensor y, Scratch scratch) {
    boolean adds = y.dtype() != DType.FLOAT32;
    Operands o = adds ? all : Operands.plain(all.x(), all.weight(), all.y());
    device.convolutions().forward(g, o, false, scratch, device.queue());
    Bias.finish(device, y, adds ? null : in[2], adds ? null : in[3], activation);
  }

  private void backwardData(Stream s, Conv2d.Params p, Tensor[] in, Tensor[] out) {
    Tensor gradX = out[0];
    if (gradX.elements() == 0) {
      return;
    }
    ConvGeometry g = geometry(p, gradX.shape(), in[1].shape(), in[0].shape(), gradX.dtype());
    try (Scratch scratch = device.scratch()) {
      device
          .convolutions()
          .backwardData(
              g, addressOf(in[0]), addressOf(in[1]), addressOf(gradX), scratch, device.queue());
    }
  }

  private void backwardWeight(Stream s, Conv2d.Params p, Tensor[] in, Tensor[] out) {
    if (out[1] != null) {
      backwardBias(s, null, new Tensor[] {in[1]}, new Tensor[] {out[1]});
    }
    Tensor gradWeight = out[0];
    if (gradWeight == null) {
      return;
    }
    if (in[0].elements() == 0 || in[1].elements() == 0) {
      CoreKernels.fill(gradWeight, 0);
      return;
    }
    ConvGeometry g =
        geometry(p, in[0].shape(), gradWeight.shape(), in[1].shape(), gradWeight.dtype());
    try (Scratch scratch = device.scratch()) {
      device
          .convolutions()
          .backwardWeight(
              g,
              addressOf(in[0]),
              addressOf(in[1]),
              addressOf(gradWeight),
              scratch,
              device.queue());
    }
  }

  /**
   * The adjoint of a convolution by its data, from what that calls y to what it calls x. A bias
   * rounds a 16-bit result a second time: cuDNN adds none in this direction.
   */
  private void transposed(Stream s, ConvTranspose2d.Params p, Tensor[] in, Tensor[] out) {
    Tensor y = out[0];
    backwardData(s, p.adjoint(), in, out);
    if (in[2] != null && y.elements() > 0) {
      Bias.finish(device, y, in[2], null, Activation.NONE);
    }
  }

  /** Sums over all cells, in the type of the bias. */
  private void backwardBias(Stream s, Void none, Tensor[] in, Tensor[] out) {
    Bias.gradient(device, in[0], out[0]);
  }

  private ConvGeometry geometry(Conv2d.Params p, Shape x, Shape w, Shape y, DType dtype) {
    return new ConvGeometry(
        dtype,
        x.dim(0),
        x.dim(1),
        x.dim(2),
        x.dim(3),
        w.dim(0),
        w.dim(1),
        w.dim(2),
        y.dim(1),
        y.dim(2),
        p.strideH(),
        p.strideW(),
        p.padH(),
        p.padW(),
        p.dilationH(),
        p.dilationW(),
        p.groups(),
        device.tf32() && dtype == DType.FLOAT32);
  }
}
