package dev.v2v.engine.backend.cuda.launch;

import dev.v2v.engine.DType;
import dev.v2v.engine.backend.cuda.driver.Driver;

/** Starts launches on one queue. Thread-safe. */
public final class Launcher {
  private final DeviceKernels kernels;

  @SuppressWarnings("ThreadLocalUsage") // one for each device, which lives as long as the process
  private final ThreadLocal<Launch> launch;

  public Launcher(Driver driver, DeviceKernels kernels, Driver.Queue queue) {
    this.kernels = kernels;
    this.launch = ThreadLocal.withInitial(() -> new Launch(driver, queue));
  }

  /** The launch of a kernel's declared version; to be filled and started before the next. */
  public Launch of(String name, DType dtype) {
    return launch.get().of(kernels.kernel(name, dtype));
  }

  /** The same for a type as the catalogue spells it. */
  public Launch of(String name, String suffix) {
    return launch.get().of(kernels.kernel(name, suffix));
  }

  /** The launch of one version, for measuring it. */
  public Launch of(String name, String version, DType dtype) {
    return launch.get().of(kernels.kernel(name, version, DeviceKernels.suffix(dtype)));
  }

  public DeviceKernels kernels() {
    return kernels;
  }
}
