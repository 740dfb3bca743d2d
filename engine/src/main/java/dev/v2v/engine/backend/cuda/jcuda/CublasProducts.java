package dev.v2v.engine.backend.cuda.jcuda;

import static dev.v2v.engine.backend.cuda.jcuda.CudaStatus.checkCublas;
import static jcuda.jcublas.JCublas2.cublasCreate;
import static jcuda.jcublas.JCublas2.cublasGemmStridedBatchedEx_new;
import static jcuda.jcublas.JCublas2.cublasGetVersion;
import static jcuda.jcublas.JCublas2.cublasSetMathMode;
import static jcuda.jcublas.JCublas2.cublasSetStream;
import static jcuda.jcublas.JCublas2.cublasSetWorkspace;

import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceException;
import dev.v2v.engine.OutOfDeviceMemoryException;
import dev.v2v.engine.backend.cuda.driver.Driver;
import dev.v2v.engine.backend.cuda.driver.MatrixProducts;
import dev.v2v.engine.backend.cuda.natives.Binding;
import dev.v2v.engine.backend.cuda.natives.NativeLibraries;
import jcuda.Pointer;
import jcuda.cudaDataType;
import jcuda.jcublas.cublasComputeType;
import jcuda.jcublas.cublasGemmAlgo;
import jcuda.jcublas.cublasHandle;
import jcuda.jcublas.cublasMath;
import jcuda.jcublas.cublasOperation;
import jcuda.runtime.cudaStream_t;

/**
 * Matrix products through cuBLAS, for one queue at a time. Thread-safe.
 *
 * <p>IMPLEMENTATION NOTES. cuBLAS reads columns first, so that a row-major C = A B is to it the
 * transposed product: B comes first, and m and n change places. Float32 is strict unless TF32 was
 * asked for: the compute type says so call by call, whatever the environment wants.
 */
public final class CublasProducts implements MatrixProducts {
  /** What cuBLAS recommends for Hopper; held for good, so that a recorded graph may use it. */
  private static final long WORKSPACE_BYTES = 32L << 20;

  private static final Pointer ONE = Pointer.to(new float[] {1});
  private static final Pointer ZERO = Pointer.to(new float[] {0});

  private final JcudaDriver driver;
  private final cublasHandle handle = new cublasHandle();
  private final String version;
  private Driver.Queue current;

  private CublasProducts(JcudaDriver driver) {
    this.driver = driver;
    driver.bind();
    checkCublas(cublasCreate(handle), "cublasCreate", CublasProducts::noDetail);
    // Partial sums of a split product stay in float32 too.
    int math = cublasMath.CUBLAS_MATH_DISALLOW_REDUCED_PRECISION_REDUCTION;
    checkCublas(cublasSetMathMode(handle, math), "cublasSetMathMode", CublasProducts::noDetail);
    int[] number = new int[1];
    checkCublas(cublasGetVersion(handle, number), "cublasGetVersion", CublasProducts::noDetail);
    int v = number[0];
    version = v / 10_000 + "." + v / 100 % 100 + "." + v % 100;
  }

  /**
   * Opens cuBLAS on a device.
   *
   * @throws DeviceException if it is not installed
   */
  public static CublasProducts open(Driver driver) {
    NativeLibraries.instance().load(Binding.CUBLAS);
    return new CublasProducts((JcudaDriver) driver);
  }

  @Override
  public String description() {
    return "cuBLAS " + version;
  }

  @Override
  public synchronized void multiply(Shape s, long a, long b, long c, Driver.Queue queue) {
    driver.bind();
    use(queue);
    int type = type(s.dtype());
    int status =
        cublasGemmStridedBatchedEx_new(
            handle,
            operation(s.transposeB()),
            operation(s.transposeA()),
            s.n(),
            s.m(),
            s.k(),
            ONE,
            Address.pointer(b),
            type,
            s.transposeB() ? s.k() : s.n(),
            s.strideB(),
            Address.pointer(a),
            type,
            s.transposeA() ? s.m() : s.k(),
            s.strideA(),
            ZERO,
            Address.pointer(c),
            type(s.result()),
            s.n(),
            (long) s.m() * s.n(),
            s.batch(),
            s.tf32()
                ? cublasComputeType.CUBLAS_COMPUTE_32F_FAST_TF32
                : cublasComputeType.CUBLAS_COMPUTE_32F,
            cublasGemmAlgo.CUBLAS_GEMM_DEFAULT);
    checkCublas(status, "cublasGemmStridedBatchedEx", s::toString);
  }

  /** Binds the handle to a queue; a change of stream resets the workspace. */
  private void use(Driver.Queue queue) {
    if (current == queue) {
      return;
    }
    checkCublas(
        cublasSetStream(handle, new cudaStream_t(JcudaDriver.stream(queue))),
        "cublasSetStream",
        CublasProducts::noDetail);
    long workspace = driver.allocate(WORKSPACE_BYTES, queue);
    if (workspace == 0) {
      throw new OutOfDeviceMemoryException(
          "cuBLAS: needs a workspace of 32 MiB, the device has less", null);
    }
    checkCublas(
        cublasSetWorkspace(handle, Address.pointer(workspace), WORKSPACE_BYTES),
        "cublasSetWorkspace",
        CublasProducts::noDetail);
    current = queue;
  }

  private static int operation(boolean transpose) {
    return transpose ? cublasOperation.CUBLAS_OP_T : cublasOperation.CUBLAS_OP_N;
  }

  private static int type(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> cudaDataType.CUDA_R_32F;
      case BFLOAT16 -> cudaDataType.CUDA_R_16BF;
      case FLOAT16 -> cudaDataType.CUDA_R_16F;
      default -> throw new DeviceException("matmul: needs a floating type, got " + dtype);
    };
  }

  private static String noDetail() {
    return "on opening";
  }
}
