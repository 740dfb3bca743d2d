package dev.v2v.engine.backend.cuda.jcuda;

import dev.v2v.engine.DeviceException;
import dev.v2v.engine.FatalDeviceException;
import java.util.function.Supplier;
import jcuda.driver.CUresult;
import jcuda.jcublas.JCublas2;
import jcuda.jcudnn.JCudnn;
import jcuda.nvrtc.JNvrtc;

/** The one place where what CUDA returns becomes an exception. */
final class CudaStatus {

  private CudaStatus() {}

  /** Checks a call of the driver. */
  static void check(int status, String call) {
    check(status, call, CudaStatus::noDetail);
  }

  /**
   * Checks a call of the driver.
   *
   * @param detail kernel and launch, or what else tells this call from others; asked on failure
   */
  static void check(int status, String call, Supplier<String> detail) {
    if (status != CUresult.CUDA_SUCCESS) {
      throw driverFailure(status, call, detail.get());
    }
  }

  /** The exception for a failed call of the driver. */
  static DeviceException driverFailure(int status, String call, String detail) {
    String message =
        call
            + ": "
            + CUresult.stringFor(status)
            + " ("
            + status
            + ")"
            + (detail.isEmpty() ? "" : ", " + detail)
            + "; "
            + advice(status);
    return isFatal(status) ? new FatalDeviceException(message) : new DeviceException(message);
  }

  /** Whether the context is lost: every call after it returns the same. */
  static boolean isFatal(int status) {
    return switch (status) {
      case CUresult.CUDA_ERROR_ECC_UNCORRECTABLE,
          CUresult.CUDA_ERROR_NVLINK_UNCORRECTABLE,
          CUresult.CUDA_ERROR_ILLEGAL_ADDRESS,
          CUresult.CUDA_ERROR_LAUNCH_TIMEOUT,
          CUresult.CUDA_ERROR_CONTEXT_IS_DESTROYED,
          CUresult.CUDA_ERROR_ASSERT,
          CUresult.CUDA_ERROR_HARDWARE_STACK_ERROR,
          CUresult.CUDA_ERROR_ILLEGAL_INSTRUCTION,
          CUresult.CUDA_ERROR_MISALIGNED_ADDRESS,
          CUresult.CUDA_ERROR_INVALID_ADDRESS_SPACE,
          CUresult.CUDA_ERROR_INVALID_PC,
          CUresult.CUDA_ERROR_LAUNCH_FAILED ->
          true;
      default -> false;
    };
  }

  private static String advice(int status) {
    return switch (status) {
      case CUresult.CUDA_ERROR_OUT_OF_MEMORY -> "use a smaller batch or image";
      case CUresult.CUDA_ERROR_NO_DEVICE ->
          "the driver sees no GPU: look at nvidia-smi and at CUDA_VISIBLE_DEVICES";
      case CUresult.CUDA_ERROR_INVALID_DEVICE -> "doctor lists the devices there are";
      case CUresult.CUDA_ERROR_STUB_LIBRARY ->
          "libcuda.so.1 is the toolkit's stub: put the driver's before it on LD_LIBRARY_PATH";
      case CUresult.CUDA_ERROR_SYSTEM_DRIVER_MISMATCH,
          CUresult.CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE ->
          "kernel module and libcuda.so.1 differ in version: restart, or reinstall the driver";
      case CUresult.CUDA_ERROR_INVALID_PTX,
          CUresult.CUDA_ERROR_UNSUPPORTED_PTX_VERSION,
          CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU ->
          "update the driver, or install NVRTC so that kernels are compiled for this device";
      case CUresult.CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES ->
          "the kernel takes more registers or shared memory than a block of this size may";
      case CUresult.CUDA_ERROR_ILLEGAL_ADDRESS,
          CUresult.CUDA_ERROR_MISALIGNED_ADDRESS,
          CUresult.CUDA_ERROR_ILLEGAL_INSTRUCTION,
          CUresult.CUDA_ERROR_LAUNCH_FAILED,
          CUresult.CUDA_ERROR_ASSERT ->
          "an earlier kernel failed: run with -Dv2v.cuda.sync=true to see which, or under"
              + " compute-sanitizer";
      case CUresult.CUDA_ERROR_LAUNCH_TIMEOUT ->
          "the kernel ran longer than a GPU with a display may: use one without";
      case CUresult.CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED,
          CUresult.CUDA_ERROR_STREAM_CAPTURE_INVALIDATED,
          CUresult.CUDA_ERROR_STREAM_CAPTURE_IMPLICIT ->
          "the work cannot be recorded as a graph: run it eagerly";
      default -> "run with -Dv2v.cuda.sync=true to see which call it is";
    };
  }

  /** Checks a call of cuDNN, of version 8 or 9: the library decodes its own numbers. */
  static void checkCudnn(int status, String call, Supplier<String> detail) {
    if (status != 0) {
      throw new DeviceException(
          call
              + ": "
              + JCudnn.cudnnGetErrorString(status)
              + " ("
              + status
              + "), "
              + detail.get()
              + "; "
              + CudnnStatus.advice(status));
    }
  }

  /** Checks a call of cuBLAS. */
  static void checkCublas(int status, String call, Supplier<String> detail) {
    if (status != 0) {
      throw new DeviceException(
          call
              + ": "
              + JCublas2.cublasGetStatusName(status)
              + " ("
              + status
              + "), "
              + detail.get()
              + "; "
              + (status == 3 ? "use a smaller batch or image" : "doctor shows its version"));
    }
  }

  /** Checks a call of NVRTC. */
  static void checkNvrtc(int status, String call, Supplier<String> detail) {
    if (status != 0) {
      throw new DeviceException(
          call + ": " + JNvrtc.nvrtcGetErrorString(status) + " (" + status + ")" + detail.get());
    }
  }

  private static String noDetail() {
    return "";
  }
}
