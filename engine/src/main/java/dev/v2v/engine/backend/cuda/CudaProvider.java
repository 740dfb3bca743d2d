package dev.v2v.engine.backend.cuda;

import dev.v2v.engine.Backend;
import dev.v2v.engine.BackendProvider;
import dev.v2v.engine.DeviceException;

/** The {@code cuda} kind of device, which this version knows by name only and always refuses. */
public final class CudaProvider implements BackendProvider {
  @Override
  public String kind() {
    return "cuda";
  }

  @Override
  public int priority() {
    return 20;
  }

  @Override
  public Backend open(int ordinal) {
    throw new DeviceException(
        "cuda:" + ordinal + ": this version has no CUDA backend yet; use --device cpu");
  }
}
