package dev.v2v.engine.backend.cuda.jcuda;

import static jcuda.driver.JCudaDriver.cuModuleLoadDataJIT;

import dev.v2v.engine.DeviceException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import jcuda.Pointer;
import jcuda.driver.CUjit_option;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.JITOptions;

/** Loads compiled kernels, with the driver's own words when it refuses. */
final class ModuleImages {
  private static final int LOG_BYTES = 16 << 10;

  private ModuleImages() {}

  /** Loads a cubin, or PTX text, which must end with a zero byte for the driver. */
  static CUmodule load(String name, byte[] image) {
    byte[] terminated = Arrays.copyOf(image, image.length + 1);
    JITOptions options = new JITOptions();
    options.putBytes(CUjit_option.CU_JIT_ERROR_LOG_BUFFER, new byte[LOG_BYTES]);
    options.putInt(CUjit_option.CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES, LOG_BYTES);
    CUmodule module = new CUmodule();
    int status = cuModuleLoadDataJIT(module, Pointer.to(terminated), options);
    if (status != CUresult.CUDA_SUCCESS) {
      byte[] log = options.getBytes(CUjit_option.CU_JIT_ERROR_LOG_BUFFER);
      String text = log == null ? "" : new String(log, StandardCharsets.UTF_8);
      String said = text.replace('\0', ' ').strip();
      DeviceException failure =
          CudaStatus.driverFailure(status, "cuModuleLoadDataEx", "module " + name);
      throw said.isEmpty() ? failure : new DeviceException(failure.getMessage() + ": " + said);
    }
    return module;
  }
}
