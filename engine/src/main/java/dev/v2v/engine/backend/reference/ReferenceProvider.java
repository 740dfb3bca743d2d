package dev.v2v.engine.backend.reference;

import dev.v2v.engine.Backend;
import dev.v2v.engine.BackendProvider;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.backend.host.HostBackend;
import dev.v2v.engine.backend.host.UpsampledNorms;

/** The {@code reference} device: slow, plain, float64-capable, always there. */
public final class ReferenceProvider implements BackendProvider {
  @Override
  public String kind() {
    return "reference";
  }

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public Backend open(int ordinal) {
    KernelRegistry registry = new KernelRegistry("reference");
    ReferenceKernels.registerAll(registry);
    UpsampledNorms.register(registry);
    return new HostBackend("reference", "plain Java loops, float64 accumulation", registry);
  }
}
