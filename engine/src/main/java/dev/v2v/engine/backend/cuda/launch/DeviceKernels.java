package dev.v2v.engine.backend.cuda.launch;

import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceException;
import dev.v2v.engine.backend.cuda.driver.Driver;
import dev.v2v.engine.backend.cuda.driver.KernelCompiler;
import dev.v2v.engine.backend.cuda.driver.KernelCompiler.Compiled;
import dev.v2v.engine.backend.cuda.natives.PrivateDirectory;
import dev.v2v.kernels.KernelCatalogue;
import dev.v2v.kernels.KernelFamily;
import dev.v2v.kernels.KernelInfo;
import dev.v2v.kernels.PtxEntry;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The kernels of the catalogue on one device. A family is compiled for the device's architecture
 * when its first kernel is asked for, or taken as packaged PTX where there is no compiler.
 * Thread-safe.
 */
public final class DeviceKernels {
  private final Driver driver;
  private final KernelCatalogue catalogue;
  private final Optional<KernelCompiler> compiler;
  private final CompiledCache cache;
  private final Map<String, Loaded> families = new HashMap<>();
  private final Map<String, DeviceKernel> byEntry = new ConcurrentHashMap<>();
  private final Map<Key, DeviceKernel> defaults = new ConcurrentHashMap<>();

  private record Loaded(Driver.Module module, Map<String, PtxEntry> entries) {}

  private record Key(String name, String suffix) {}

  /**
   * Kernels of a catalogue.
   *
   * @param compiler empty to run the packaged PTX
   * @param cache where compiled kernels are kept
   */
  public DeviceKernels(
      Driver driver,
      KernelCatalogue catalogue,
      Optional<KernelCompiler> compiler,
      PrivateDirectory cache) {
    this.driver = driver;
    this.catalogue = catalogue;
    this.compiler = compiler;
    this.cache = new CompiledCache(cache);
  }

  /** How the catalogue spells a type, {@code bf16} for instance. */
  public static String suffix(DType dtype) {
    return switch (dtype) {
      case FLOAT64 -> "f64";
      case FLOAT32 -> "f32";
      case BFLOAT16 -> "bf16";
      case FLOAT16 -> "f16";
      case INT64 -> "i64";
      case INT32 -> "i32";
      case INT16 -> "i16";
      case INT8 -> "i8";
      case UINT8, BOOL -> "u8";
    };
  }

  /** What the catalogue says about a kernel. */
  public KernelInfo info(String name) {
    return catalogue.kernel(name);
  }

  /** The version of a kernel that the catalogue declares to be launched. */
  public DeviceKernel kernel(String name, DType dtype) {
    return kernel(name, suffix(dtype));
  }

  /** The same for a type that only the catalogue knows, a pair of types for instance. */
  public DeviceKernel kernel(String name, String suffix) {
    return defaults.computeIfAbsent(
        new Key(name, suffix),
        k -> {
          KernelInfo info = catalogue.kernel(name);
          String chosen = System.getProperty("v2v.kernel." + name, info.defaultVersion());
          return kernel(name, chosen, suffix);
        });
  }

  /** Ends a {@link #chooseNaive}. */
  public interface Choice extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Launches the naive version of kernels, the first that they declare, until the choice is closed;
   * to see what the others are worth.
   */
  public Choice chooseNaive(Collection<String> names) {
    Map<Key, DeviceKernel> before = new HashMap<>(defaults);
    defaults.keySet().removeIf(key -> names.contains(key.name()));
    for (String name : names) {
      KernelInfo info = catalogue.kernel(name);
      for (String suffix : info.dtypes()) {
        defaults.put(new Key(name, suffix), kernel(name, info.versions().get(0), suffix));
      }
    }
    return () -> {
      defaults.keySet().removeIf(key -> names.contains(key.name()));
      before.forEach(defaults::putIfAbsent);
    };
  }

  /** The kernels that do the work of an operator and come in more than one version. */
  public List<String> choicesFor(String operator) {
    return catalogue.kernels().stream()
        .filter(k -> k.ops().contains(operator) && k.versions().size() > 1)
        .map(KernelInfo::name)
        .toList();
  }

  /** One version of a kernel, for measuring it beside others. */
  public DeviceKernel kernel(String name, String version, String suffix) {
    KernelInfo info = catalogue.kernel(name);
    String entry = info.entry(version, suffix);
    DeviceKernel known = byEntry.get(entry);
    if (known != null) {
      return known;
    }
    Loaded family = load(catalogue.familyOf(name));
    PtxEntry signature = family.entries().get(entry);
    if (signature == null) {
      throw new DeviceException("kernel " + entry + ": declared, but its source has no such entry");
    }
    DeviceKernel kernel =
        new DeviceKernel(signature, driver.function(family.module(), entry), info.block());
    byEntry.put(entry, kernel);
    return kernel;
  }

  private synchronized Loaded load(KernelFamily family) {
    Loaded loaded = families.get(family.name());
    if (loaded == null) {
      Compiled compiled = compiled(family);
      loaded =
          new Loaded(
              driver.load(family.name(), compiled.image()),
              PtxEntry.parse(compiled.ptx()).stream()
                  .collect(Collectors.toMap(PtxEntry::name, Function.identity())));
      families.put(family.name(), loaded);
    }
    return loaded;
  }

  private Compiled compiled(KernelFamily family) {
    if (compiler.isPresent()) {
      return cache.get(family, compiler.get(), driver.device().architecture());
    }
    String ptx =
        family
            .ptx()
            .orElseThrow(
                () ->
                    new DeviceException(
                        family.name()
                            + ".cu: differs from what was packaged, and there is no NVRTC to"
                            + " compile it; doctor says how to get it"));
    return new Compiled(ptx.getBytes(StandardCharsets.US_ASCII), ptx);
  }

  /** Compiles and loads every kernel; for {@code selftest} and to fill the cache beforehand. */
  public void loadAll() {
    catalogue.families().forEach(this::load);
  }

  /**
   * Compiles and loads the kernels whose sources are not the packaged ones, so that what is wrong
   * with them is said now.
   */
  public void loadChanged() {
    catalogue.families().stream().filter(f -> f.ptx().isEmpty()).forEach(this::load);
  }

  /** How kernels come to the device, for people. */
  public String description() {
    return compiler.map(KernelCompiler::version).orElse("packaged PTX");
  }
}
