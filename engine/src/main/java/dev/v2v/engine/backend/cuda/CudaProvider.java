package dev.v2v.engine.backend.cuda;

import dev.v2v.engine.Backend;
import dev.v2v.engine.BackendProvider;
import dev.v2v.engine.DeviceException;
import dev.v2v.engine.Finding;
import dev.v2v.engine.InputException;
import dev.v2v.engine.backend.cuda.driver.Driver;
import dev.v2v.engine.backend.cuda.driver.KernelCompiler;
import dev.v2v.engine.backend.cuda.jcuda.CublasProducts;
import dev.v2v.engine.backend.cuda.jcuda.CudnnConvolutions;
import dev.v2v.engine.backend.cuda.jcuda.JcudaDevices;
import dev.v2v.engine.backend.cuda.jcuda.NvrtcCompiler;
import dev.v2v.engine.backend.cuda.launch.DeviceKernels;
import dev.v2v.engine.backend.cuda.natives.CudaLibrary;
import dev.v2v.engine.backend.cuda.natives.NativeLibraries;
import dev.v2v.engine.backend.cuda.natives.PrivateDirectory;
import dev.v2v.kernels.KernelCatalogue;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The {@code cuda} kind of device: NVIDIA's GPUs, through JCuda. */
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
    try {
      Driver driver = JcudaDevices.open(ordinal);
      return new CudaBackend("cuda:" + ordinal, platform(driver));
    } catch (DeviceException e) {
      boolean plain = e.getClass() == DeviceException.class; // others tell more than where
      throw !plain || e.getMessage().startsWith("cuda")
          ? e
          : new DeviceException("cuda:" + ordinal + ": " + e.getMessage(), e);
    }
  }

  private static CudaPlatform platform(Driver driver) {
    PrivateDirectory cache = PrivateDirectory.open(PrivateDirectory.cacheRoot().resolve("kernels"));
    return new CudaPlatform(
        driver,
        new DeviceKernels(driver, catalogue(), compiler(), cache),
        CudnnConvolutions.open(driver),
        CublasProducts.open(driver),
        Boolean.getBoolean("v2v.cuda.tf32"));
  }

  /** The packaged kernels, or those that {@code --kernels DIR} puts in their place. */
  private static KernelCatalogue catalogue() {
    String folder = System.getProperty("v2v.kernels");
    try {
      return folder == null
          ? KernelCatalogue.packaged()
          : KernelCatalogue.withOverrides(Path.of(folder));
    } catch (IllegalArgumentException | UncheckedIOException e) {
      throw new InputException("--kernels: " + e.getMessage(), e);
    }
  }

  /** Packaged PTX does where NVRTC is missing; a broken one is an error all the same. */
  private static Optional<KernelCompiler> compiler() {
    return NativeLibraries.instance().find(CudaLibrary.NVRTC).isPresent()
        ? Optional.of(NvrtcCompiler.open())
        : Optional.empty();
  }

  @Override
  public List<Finding> diagnose() {
    return CudaDoctor.findings();
  }
}
