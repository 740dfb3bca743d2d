package dev.v2v.bench.selftest;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.backend.host.HostBackend;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A reference backend that writes down which kernels were launched. Single-thread. */
final class LaunchLog {
  /** A kernel and the element type under which it was found. */
  record Launch(String kernel, DType dtype) {}

  private final Set<Launch> launches = new LinkedHashSet<>();
  private final Backend backend;

  LaunchLog() {
    KernelRegistry kernels = Backends.open("reference").kernels();
    KernelRegistry recording = new KernelRegistry("reference");
    kernels
        .listing()
        .forEach((name, dtypes) -> dtypes.forEach(dtype -> add(kernels, recording, name, dtype)));
    backend = new HostBackend("reference", "reference kernels, launches recorded", recording);
  }

  private void add(KernelRegistry from, KernelRegistry to, String name, DType dtype) {
    Kernel.Key<Object> key = Kernel.key(name);
    Kernel<Object> kernel = from.find(key, dtype);
    Launch launch = new Launch(name, dtype);
    to.add(
        key,
        List.of(dtype),
        (stream, params, inputs, outputs) -> {
          launches.add(launch);
          kernel.launch(stream, params, inputs, outputs);
        });
  }

  Backend backend() {
    return backend;
  }

  /** What was launched since the last call. */
  Set<Launch> drain() {
    Set<Launch> drained = new LinkedHashSet<>(launches);
    launches.clear();
    return drained;
  }
}
