package dev.v2v.bench.suite;

import dev.v2v.engine.Backend;
import dev.v2v.engine.backend.cuda.CudaBackend;
import dev.v2v.engine.backend.cuda.launch.DeviceKernels;
import java.util.List;

/** CUDA kernels that stay in their first version, the plain truth, beside faster ones. */
final class NaiveKernels {
  private NaiveKernels() {}

  /** Those that do the work of a backend's kernel; none where versions do not exist. */
  static List<String> of(Backend backend, String kernel) {
    return backend instanceof CudaBackend cuda
        ? cuda.launcher().kernels().choicesFor(kernel)
        : List.of();
  }

  /** Launches them until the choice is closed. */
  static DeviceKernels.Choice choose(Backend backend, String kernel) {
    return ((CudaBackend) backend).launcher().kernels().chooseNaive(of(backend, kernel));
  }
}
