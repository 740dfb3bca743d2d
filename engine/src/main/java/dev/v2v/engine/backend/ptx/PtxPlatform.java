package dev.v2v.engine.backend.ptx;

import dev.v2v.engine.InputException;
import dev.v2v.engine.backend.cuda.CudaPlatform;
import dev.v2v.engine.backend.cuda.driver.KernelCompiler;
import dev.v2v.engine.backend.cuda.jcuda.NvrtcCompiler;
import dev.v2v.engine.backend.cuda.launch.DeviceKernels;
import dev.v2v.engine.backend.cuda.natives.CudaLibrary;
import dev.v2v.engine.backend.cuda.natives.NativeLibraries;
import dev.v2v.engine.backend.cuda.natives.PrivateDirectory;
import dev.v2v.kernels.KernelCatalogue;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/** What the {@code ptx} device is made of. */
public final class PtxPlatform {
  private final PtxDriver driver;
  private final KernelCatalogue catalogue;
  private final Optional<KernelCompiler> compiler;

  /** The packaged kernels, or those that {@code --kernels DIR} puts in their place. */
  public PtxPlatform() {
    this(false, Runtime.getRuntime().availableProcessors());
  }

  /**
   * The same.
   *
   * @param lines whether to compile where there is NVRTC, so that instructions tell their line in
   *     the source, which packaged PTX does not
   * @param workers cores to run blocks on
   */
  public PtxPlatform(boolean lines, int workers) {
    String folder = System.getProperty("v2v.kernels");
    driver = new PtxDriver(workers);
    try {
      catalogue =
          folder == null
              ? KernelCatalogue.packaged()
              : KernelCatalogue.withOverrides(Path.of(folder));
    } catch (IllegalArgumentException | UncheckedIOException e) {
      throw new InputException("--kernels: " + e.getMessage(), e);
    }
    boolean compiles =
        (lines || folder != null) && NativeLibraries.instance().find(CudaLibrary.NVRTC).isPresent();
    compiler = compiles ? Optional.of(new PtxCompiler(NvrtcCompiler.open())) : Optional.empty();
  }

  /** The kernels' sources and declarations. */
  public KernelCatalogue catalogue() {
    return catalogue;
  }

  /** The driver, for its profiles. */
  public PtxDriver driver() {
    return driver;
  }

  /** What a backend is made from. */
  public CudaPlatform platform() {
    PrivateDirectory cache = PrivateDirectory.open(PrivateDirectory.cacheRoot().resolve("kernels"));
    HostTensors host = new HostTensors(driver.memory());
    return new CudaPlatform(
        driver,
        new DeviceKernels(driver, catalogue, compiler, cache),
        new HostConvolutions(driver, host),
        new HostProducts(driver, host),
        false);
  }
}
