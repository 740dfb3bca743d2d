package dev.v2v.engine.backend.cuda.ops;

import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import java.util.List;

/** Every kernel that the CUDA backend has. */
public final class CudaKernels {
  /** The floating types of the backend; float64 is the reference's alone. */
  static final List<DType> FLOATING = List.of(DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16);

  /** Every type of the backend. */
  static final List<DType> TYPES =
      List.of(
          DType.FLOAT32,
          DType.BFLOAT16,
          DType.FLOAT16,
          DType.INT64,
          DType.INT32,
          DType.INT16,
          DType.INT8,
          DType.UINT8,
          DType.BOOL);

  /** The type of grids, key points and statistics. */
  static final List<DType> WIDE = List.of(DType.FLOAT32);

  private CudaKernels() {}

  /** Adds all kernels. */
  public static void registerAll(CudaDevice device, KernelRegistry registry) {
    CoreCuda.register(device, registry);
    BroadcastCuda.register(device, registry);
    MoveCuda.register(device, registry);
    ReduceCuda.register(device, registry);
    LossCuda.register(device, registry);
    WarpCuda.register(device, registry);
    BlendCuda.register(device, registry);
    MotionCuda.register(device, registry);
    KeyPointCuda.register(device, registry);
    NormCuda.register(device, registry);
    LayerNormCuda.register(device, registry);
    ResizeCuda.register(device, registry);
    IndexCuda.register(device, registry);
    SpectralCuda.register(device, registry);
    OptimCuda.register(device, registry);
    ConvCuda.register(device, registry);
    LabelConvCuda.register(device, registry);
    ImageCuda.register(device, registry);
    OpticalFlowCuda.register(device, registry);
    MatmulCuda.register(device, registry);
  }
}
