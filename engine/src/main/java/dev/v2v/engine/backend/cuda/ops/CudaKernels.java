package dev.v2v.engine.backend.cuda.ops;

import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import java.util.List;

/** Every kernel that the CUDA backend has. */
public final class CudaKernels {
  /** The floating types of the backend; float64 is the reference's alone. */
  static final List<DType> FLOATING = List.of(DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16);

  private CudaKernels() {}

  /** Adds all kernels. */
  public static void registerAll(CudaDevice device, KernelRegistry registry) {
    ConvCuda.register(device, registry);
    MatmulCuda.register(device, registry);
  }
}
