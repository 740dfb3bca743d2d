package dev.v2v.engine.backend.cuda.jcuda;

import static dev.v2v.engine.backend.cuda.jcuda.CudaStatus.checkNvrtc;
import static jcuda.nvrtc.JNvrtc.nvrtcCompileProgram;
import static jcuda.nvrtc.JNvrtc.nvrtcCreateProgram;
import static jcuda.nvrtc.JNvrtc.nvrtcDestroyProgram;
import static jcuda.nvrtc.JNvrtc.nvrtcGetCUBIN;
import static jcuda.nvrtc.JNvrtc.nvrtcGetCUBINSize;
import static jcuda.nvrtc.JNvrtc.nvrtcGetNumSupportedArchs;
import static jcuda.nvrtc.JNvrtc.nvrtcGetPTX;
import static jcuda.nvrtc.JNvrtc.nvrtcGetProgramLog;
import static jcuda.nvrtc.JNvrtc.nvrtcGetSupportedArchs;
import static jcuda.nvrtc.JNvrtc.nvrtcVersion;

import dev.v2v.engine.DeviceException;
import dev.v2v.engine.backend.cuda.driver.KernelCompiler;
import dev.v2v.engine.backend.cuda.natives.Binding;
import dev.v2v.engine.backend.cuda.natives.NativeLibraries;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import jcuda.nvrtc.nvrtcProgram;
import jcuda.nvrtc.nvrtcResult;

/** NVIDIA's run-time compiler. It needs no GPU. Thread-safe. */
public final class NvrtcCompiler implements KernelCompiler {

  private final String version;
  private final int[] architectures;

  private NvrtcCompiler() {
    int[] major = new int[1];
    int[] minor = new int[1];
    checkNvrtc(nvrtcVersion(major, minor), "nvrtcVersion", NvrtcCompiler::noDetail);
    version = "nvrtc-" + major[0] + "." + minor[0];
    int[] count = new int[1];
    checkNvrtc(
        nvrtcGetNumSupportedArchs(count), "nvrtcGetNumSupportedArchs", NvrtcCompiler::noDetail);
    architectures = new int[count[0]];
    checkNvrtc(
        nvrtcGetSupportedArchs(architectures), "nvrtcGetSupportedArchs", NvrtcCompiler::noDetail);
    Arrays.sort(architectures);
  }

  /**
   * Opens the compiler.
   *
   * @throws DeviceException if it is not installed
   */
  public static NvrtcCompiler open() {
    NativeLibraries.instance().load(Binding.NVRTC);
    return new NvrtcCompiler();
  }

  @Override
  public String version() {
    return version;
  }

  /**
   * IMPLEMENTATION NOTES. Machine code rather than PTX: a driver older than the compiler reads
   * machine code of the same CUDA major version, but not its newer PTX. For a device newer than the
   * compiler PTX is all that there is.
   */
  @Override
  public Compiled compile(
      String name,
      String source,
      Map<String, String> headers,
      List<String> options,
      int architecture) {
    boolean known = Arrays.binarySearch(architectures, architecture) >= 0;
    List<String> all = new ArrayList<>(options);
    all.add(
        "--gpu-architecture=" + (known ? "sm_" + architecture : "compute_" + below(architecture)));
    nvrtcProgram program = new nvrtcProgram();
    String[] names = headers.keySet().toArray(String[]::new);
    String[] texts = headers.values().toArray(String[]::new);
    checkNvrtc(
        nvrtcCreateProgram(program, source, name + ".cu", names.length, texts, names),
        "nvrtcCreateProgram",
        () -> " for " + name);
    try {
      int status = nvrtcCompileProgram(program, all.size(), all.toArray(String[]::new));
      if (status == nvrtcResult.NVRTC_ERROR_COMPILATION) {
        throw new DeviceException(name + ".cu: does not compile:\n" + log(program));
      }
      checkNvrtc(status, "nvrtcCompileProgram", () -> " for " + name + ": " + log(program));
      String ptx = ptx(program, name);
      return new Compiled(
          known ? cubin(program, name) : ptx.getBytes(StandardCharsets.US_ASCII), ptx);
    } finally {
      checkNvrtc(nvrtcDestroyProgram(program), "nvrtcDestroyProgram", NvrtcCompiler::noDetail);
    }
  }

  /** The newest architecture that the compiler knows and the device can run. */
  private int below(int architecture) {
    for (int i = architectures.length - 1; i >= 0; i--) {
      if (architectures[i] < architecture) {
        return architectures[i];
      }
    }
    throw new DeviceException(
        version
            + ": compiles for sm_"
            + architectures[0]
            + " and later, the device is sm_"
            + architecture
            + "; install an older CUDA");
  }

  private static String log(nvrtcProgram program) {
    String[] log = new String[1];
    checkNvrtc(nvrtcGetProgramLog(program, log), "nvrtcGetProgramLog", NvrtcCompiler::noDetail);
    return log[0].strip();
  }

  private static String ptx(nvrtcProgram program, String name) {
    String[] text = new String[1];
    checkNvrtc(nvrtcGetPTX(program, text), "nvrtcGetPTX", () -> " for " + name);
    return text[0];
  }

  private static byte[] cubin(nvrtcProgram program, String name) {
    long[] size = new long[1];
    checkNvrtc(nvrtcGetCUBINSize(program, size), "nvrtcGetCUBINSize", () -> " for " + name);
    byte[] image = new byte[Math.toIntExact(size[0])];
    checkNvrtc(nvrtcGetCUBIN(program, image), "nvrtcGetCUBIN", () -> " for " + name);
    return image;
  }

  private static String noDetail() {
    return "";
  }
}
