package dev.v2v.engine.backend.cpu;

import dev.v2v.engine.Backend;
import dev.v2v.engine.BackendProvider;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceException;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.backend.cpu.dnnl.Dnnl;
import dev.v2v.engine.backend.cpu.dnnl.DnnlKernels;
import dev.v2v.engine.backend.cpu.loops.LoopKernels;
import dev.v2v.engine.backend.host.HostBackend;
import dev.v2v.engine.backend.host.UpsampledNorms;
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
    if (ordinal != 0) {
      throw new DeviceException("cpu: number must be 0, got " + ordinal);
    }
    int threads = CpuThreads.fix();
    Dnnl dnnl = Dnnl.open(threads);
    KernelRegistry registry = new KernelRegistry("cpu");
    ReferenceKernels.registerAll(registry);
    registry.withdraw(DType.FLOAT64);
    LoopKernels.registerAll(new HostParallel(threads), registry);
    DnnlKernels.registerAll(dnnl, registry);
    UpsampledNorms.register(registry);
    return new HostBackend("cpu", dnnl.describe() + ", " + threads + " threads", registry);
  }
}
