package dev.v2v.engine.ptx.machine;

import dev.v2v.engine.ptx.text.PtxKernel;
import dev.v2v.engine.ptx.text.PtxModule;
import dev.v2v.engine.ptx.text.PtxVariable;
import java.util.List;
import java.util.Map;

/**
 * A module on a machine.
 *
 * @param symbols addresses of its variables in global memory
 * @param shared its variables in shared memory
 */
public record LoadedModule(PtxModule module, Map<String, Long> symbols, List<PtxVariable> shared) {

  /**
   * Decodes one of its kernels.
   *
   * @throws IllegalArgumentException if there is none of that name
   * @throws dev.v2v.engine.ptx.text.PtxException if it needs what is not offered
   */
  public LoadedKernel kernel(String name) {
    PtxKernel kernel = module.kernels().get(name);
    if (kernel == null) {
      throw new IllegalArgumentException(
          "kernel: must be one of " + module.kernels().keySet() + ", got " + name);
    }
    return new LoadedKernel(Decoder.decode(module.name(), kernel, symbols, shared));
  }
}
