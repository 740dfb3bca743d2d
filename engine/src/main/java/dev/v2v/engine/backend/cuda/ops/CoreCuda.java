package dev.v2v.engine.backend.cuda.ops;

import static dev.v2v.engine.backend.cuda.ops.CudaDevice.vectors;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.Half;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cuda.memory.CudaStorage;
import dev.v2v.engine.op.elementwise.Unary;
import java.util.List;

/** Fill, cast, accumulate, and functions of one number: core.cu and unary.cu. */
final class CoreCuda {
  /** Types of data in the order of the kernels' codes; BOOL is a byte like UINT8. */
  private static final List<DType> CODES =
      List.of(
          DType.FLOAT32,
          DType.BFLOAT16,
          DType.FLOAT16,
          DType.INT64,
          DType.INT32,
          DType.INT16,
          DType.INT8,
          DType.UINT8);

  private final CudaDevice device;

  private CoreCuda(CudaDevice device) {
    this.device = device;
  }

  static void register(CudaDevice device, KernelRegistry registry) {
    CoreCuda core = new CoreCuda(device);
    registry.add(CoreKernels.FILL, CudaKernels.TYPES, core::fill);
    registry.add(CoreKernels.CAST, CudaKernels.TYPES, core::cast);
    registry.add(CoreKernels.ACCUMULATE, CudaKernels.FLOATING, core::accumulate);
    registry.add(CoreKernels.FINITE_CHECK, CudaKernels.FLOATING, core::finiteCheck);
    registry.add(Unary.KEY, CudaKernels.FLOATING, core::unary);
    registry.add(Unary.BACKWARD, CudaKernels.FLOATING, core::unaryBackward);
  }

  private void fill(Stream s, Double value, Tensor[] in, Tensor[] out) {
    Tensor y = out[0];
    device
        .kernel("fill", Walk.size(y.dtype()))
        .tensor(y)
        .int64(y.elements())
        .int64(bits(value, y.dtype()))
        .over(vectors(y));
  }

  private void finiteCheck(Stream s, Void none, Tensor[] in, Tensor[] out) {
    long report = CudaStorage.addressOf(out[0]);
    device.zero(report, 2 * Long.BYTES);
    device.driver().fill(report + 2 * Long.BYTES, 0x7f, Long.BYTES, device.queue()); // NOWHERE
    device
        .kernel("finite_check", in[0].dtype())
        .tensor(in[0])
        .tensor(out[0])
        .int64(in[0].elements())
        .over(vectors(in[0]));
  }

  /** The value in memory; integers keep their low bits. */
  static long bits(double value, DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> Float.floatToRawIntBits((float) value);
      case BFLOAT16 -> Half.toBfloat16((float) value);
      case FLOAT16 -> Half.toFloat16((float) value);
      case FLOAT64 -> Double.doubleToRawLongBits(value);
      case INT64 -> (long) value;
      default -> (int) value;
    };
  }

  private void cast(Stream s, Void none, Tensor[] in, Tensor[] out) {
    Tensor x = in[0];
    Tensor y = out[0];
    if (x.dtype() == y.dtype()) {
      if (x.bytes() > 0) {
        device
            .driver()
            .copy(CudaStorage.addressOf(x), CudaStorage.addressOf(y), x.bytes(), device.queue());
      }
      return;
    }
    device
        .kernel("cast", x.dtype())
        .tensor(x)
        .tensor(y)
        .int64(x.elements())
        .int32(code(y.dtype()))
        .over((x.elements() + 3) / 4);
  }

  static int code(DType dtype) {
    return CODES.indexOf(dtype == DType.BOOL ? DType.UINT8 : dtype);
  }

  private void accumulate(Stream s, Void none, Tensor[] in, Tensor[] out) {
    Tensor y = out[0];
    device
        .kernel("accumulate", y.dtype())
        .tensor(in[0])
        .tensor(y)
        .int64(y.elements())
        .over(vectors(y));
  }

  private void unary(Stream s, Unary.Params p, Tensor[] in, Tensor[] out) {
    Tensor y = out[0];
    device
        .kernel("unary", y.dtype())
        .tensor(in[0])
        .tensor(y)
        .int64(y.elements())
        .choice(p.function())
        .float32(p.a())
        .float32(p.b())
        .over(vectors(y));
  }

  private void unaryBackward(Stream s, Unary.Params p, Tensor[] in, Tensor[] out) {
    Tensor gradX = out[0];
    device
        .kernel("unary_backward", gradX.dtype())
        .tensor(in[0])
        .tensor(in[1])
        .tensor(gradX)
        .int64(gradX.elements())
        .choice(p.function())
        .float32(p.a())
        .float32(p.b())
        .over(vectors(gradX));
  }
}
