package dev.v2v.engine.backend.ptx;

import dev.v2v.engine.Backend;
import dev.v2v.engine.BackendProvider;
import dev.v2v.engine.DeviceException;
import dev.v2v.engine.Finding;
import dev.v2v.engine.backend.cuda.CudaBackend;
import java.util.List;

/** The {@code ptx} device: the kernels of the CUDA backend, interpreted and checked. */
public final class PtxProvider implements BackendProvider {
  @Override
  public String kind() {
    return "ptx";
  }

  /** Last: it checks kernels, and is far slower than the {@code reference} device. */
  @Override
  public int priority() {
    return -10;
  }

  @Override
  public Backend open(int ordinal) {
    if (ordinal != 0) {
      throw new DeviceException("ptx: number must be 0, got " + ordinal);
    }
    return new CudaBackend("ptx", new PtxPlatform().platform());
  }

  @Override
  public List<Finding> diagnose() {
    return List.of(
        new Finding(
            "device ptx",
            true,
            "interprets the CUDA kernels, for checking them without a GPU",
            ""));
  }
}
