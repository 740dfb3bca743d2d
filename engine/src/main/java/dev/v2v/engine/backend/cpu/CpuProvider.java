package dev.v2v.engine.backend.cpu;

import dev.v2v.engine.Backend;
import dev.v2v.engine.BackendProvider;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.backend.host.HostBackend;
import dev.v2v.engine.backend.reference.ReferenceKernels;

/** The {@code cpu} device: oneDNN and parallel Java over the reference kernels. */
public final class CpuProvider implements BackendProvider {
  @Override
  public String kind() {
    return "cpu";
  }

  @Override
  public int priority() {
    return 10;
  }

  @Override
  public Backend open(int ordinal) {
    KernelRegistry registry = new KernelRegistry("cpu");
    ReferenceKernels.registerAll(registry);
    return new HostBackend("cpu", "oneDNN", registry);
  }
}
