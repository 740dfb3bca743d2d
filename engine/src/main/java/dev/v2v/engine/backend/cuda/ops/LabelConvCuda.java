package dev.v2v.engine.backend.cuda.ops;

import static dev.v2v.engine.backend.cuda.memory.CudaStorage.addressOf;

import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cuda.launch.Launch;
import dev.v2v.engine.op.conv.LabelConv2d;

/** Convolution of one-hot labels as additions: label_embedding.cu. */
final class LabelConvCuda {
  /** Pixels that are worth a block of their own for each tap and frame. */
  private static final long PIXELS_OF_SLICE = 4096;

  private final CudaDevice device;

  private LabelConvCuda(CudaDevice device) {
    this.device = device;
  }

  static void register(CudaDevice device, KernelRegistry registry) {
    LabelConvCuda conv = new LabelConvCuda(device);
    registry.add(LabelConv2d.KEY, CudaKernels.FLOATING, conv::forward);
    registry.add(LabelConv2d.BACKWARD, CudaKernels.FLOATING, conv::backward);
  }

  private void forward(Stream s, LabelConv2d.Params p, Tensor[] in, Tensor[] out) {
    Tensor y = out[0];
    Launch launch =
        labels(device.kernel("label_embedding", y.dtype()), in[1])
            .tensor(in[2])
            .tensor(in[0])
            .tensor(in[3])
            .tensor(y);
    geometry(launch, p, in[0].shape(), in[1].shape(), y.shape()).over(CudaDevice.vectors(y));
  }

  private void backward(Stream s, LabelConv2d.Params p, Tensor[] in, Tensor[] out) {
    Tensor gradOut = in[0];
    Tensor gradTable = out[0]; // (K, K, F, R, C)
    Shape table = gradTable.shape();
    if (device.deterministic()) {
      Launch gather =
          labels(device.kernel("label_embedding_gather", gradOut.dtype()), in[1])
              .tensor(in[2])
              .tensor(gradOut)
              .tensor(gradTable);
      geometry(gather, p, table, in[1].shape(), gradOut.shape()).over(gradTable.elements());
      return;
    }
    device.zero(addressOf(gradTable), gradTable.bytes());
    long pixels = gradOut.elements() / Math.max(1, gradOut.dim(3));
    long slices = Math.max(1, pixels / PIXELS_OF_SLICE);
    long tiles = (table.dim(4) + 31L) / 32;
    Launch add =
        labels(device.kernel("label_embedding_backward", gradOut.dtype()), in[1])
            .tensor(in[2])
            .tensor(gradOut)
            .tensor(gradTable);
    geometry(add, p, table, in[1].shape(), gradOut.shape())
        .int32(slices)
        .blockEach((long) table.dim(0) * table.dim(1) * table.dim(2) * tiles * slices);
  }

  private static Launch labels(Launch launch, Tensor labels) {
    boolean bytes = labels.dtype() == DType.UINT8;
    return launch.tensor(bytes ? labels : null).tensor(bytes ? null : labels);
  }

  private static Launch geometry(
      Launch launch, LabelConv2d.Params p, Shape table, Shape labels, Shape y) {
    return launch
        .int32(y.elements() / Math.max(1, y.dim(3)))
        .ints(y.dim(3), labels.dim(1), labels.dim(2), y.dim(1), y.dim(2))
        .ints(table.dim(2), p.classes(), table.dim(0), p.pad())
        .choice(p.mode());
  }
}
