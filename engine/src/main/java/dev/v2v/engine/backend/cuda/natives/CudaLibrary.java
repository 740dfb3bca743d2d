package dev.v2v.engine.backend.cuda.natives;

import java.util.List;

/** A library of NVIDIA's that the backend calls, and the versions of it that JCuda can serve. */
public enum CudaLibrary {
  DRIVER(
      "libcuda",
      1,
      1,
      "",
      "install NVIDIA's driver; in a container, start it with the GPU (--gpus all)"),
  NVRTC(
      "libnvrtc",
      13,
      12,
      "libnvrtc-builtins",
      "install CUDA 12 or 13, or pip install nvidia-cuda-nvrtc-cu12; without it the packaged"
          + " kernels run, compiled for no GPU in particular"),
  CUBLAS(
      "libcublas",
      13,
      12,
      "libcublasLt",
      "install CUDA 12 or 13, or pip install nvidia-cublas-cu12, or build with -Pcuda-redist"),
  CUDNN(
      "libcudnn",
      9,
      8,
      "",
      "install cuDNN 8 or 9, or pip install nvidia-cudnn-cu12, or build with -Pcuda-redist");

  private final String base;
  private final int newestMajor;
  private final int boundMajor;
  private final String companion;
  private final String remedy;

  CudaLibrary(String base, int newestMajor, int boundMajor, String companion, String remedy) {
    this.base = base;
    this.newestMajor = newestMajor;
    this.boundMajor = boundMajor;
    this.companion = companion;
    this.remedy = remedy;
  }

  /** File name without version, {@code libcudnn} for instance. */
  public String base() {
    return base;
  }

  /** Versions that work, best first. */
  public List<Integer> majors() {
    return newestMajor == boundMajor ? List.of(boundMajor) : List.of(newestMajor, boundMajor);
  }

  /** Name of a version as libraries ask for it. */
  public String soname(int major) {
    return base + ".so." + major;
  }

  /** The name inside JCuda's own library. */
  String boundSoname() {
    return soname(boundMajor);
  }

  /** Beginning of the name of a library beside it that it opens by name, empty if there is none. */
  String companion() {
    return companion;
  }

  /** How to get it. */
  public String remedy() {
    return remedy;
  }
}
