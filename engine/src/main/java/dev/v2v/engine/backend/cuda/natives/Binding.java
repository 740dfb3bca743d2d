package dev.v2v.engine.backend.cuda.natives;

import java.util.Optional;

/** One of JCuda's native libraries, the Java class that calls it, and what it is linked against. */
public enum Binding {
  DRIVER("jcuda.driver.JCudaDriver", "JCudaDriver", "12.6.0", CudaLibrary.DRIVER),
  NVRTC("jcuda.nvrtc.JNvrtc", "JNvrtc", "12.6.0", CudaLibrary.NVRTC),
  /** NVIDIA's assembler is inside this one, so it needs no installed CUDA. */
  PTX_COMPILER("jcuda.nvptxcompiler.JNvPTXCompiler", "JNvPTXCompiler", "12.6.0", null),
  CUBLAS("jcuda.jcublas.JCublas2", "JCublas2", "12.6.0", CudaLibrary.CUBLAS),
  CUDNN("jcuda.jcudnn.JCudnn", "JCudnn", "11.7.0", CudaLibrary.CUDNN);

  /** Version that JCuda's loader asks for, whatever the version of the artifact. */
  static final String ASKED_VERSION = "12.6.0";

  static final String PLATFORM = "linux-x86_64";

  private final String className;
  private final String name;
  private final String version;
  private final CudaLibrary library;

  Binding(String className, String name, String version, CudaLibrary library) {
    this.className = className;
    this.name = name;
    this.version = version;
    this.library = library;
  }

  String className() {
    return className;
  }

  /** Where the artifact holds the library. */
  String resource() {
    return "/lib/lib" + name + "-" + version + "-" + PLATFORM + ".so";
  }

  /** Name under which JCuda's loader looks for it. */
  String fileName() {
    return "lib" + name + "-" + ASKED_VERSION + "-" + PLATFORM + ".so";
  }

  /** NVIDIA's library behind it, empty if it has all it needs inside. */
  public Optional<CudaLibrary> library() {
    return Optional.ofNullable(library);
  }
}
