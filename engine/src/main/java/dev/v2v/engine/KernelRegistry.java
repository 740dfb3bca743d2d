package dev.v2v.engine;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The kernels of one backend by name and element type. What is listed is what runs: a lookup that
 * fails never falls through to another device. Filled while the backend opens, then read-only.
 */
public final class KernelRegistry {
  private final String backend;
  private final Map<String, Map<DType, Kernel<?>>> kernels = new TreeMap<>();

  public KernelRegistry(String backend) {
    this.backend = backend;
  }

  /** Adds a kernel for the given types, in place of one added before. */
  public <P> KernelRegistry add(
      Kernel.Key<P> key, Collection<DType> dtypes, Kernel<? super P> kernel) {
    Map<DType, Kernel<?>> byType =
        kernels.computeIfAbsent(key.name(), k -> new EnumMap<>(DType.class));
    for (DType dtype : dtypes) {
      byType.put(dtype, kernel);
    }
    return this;
  }

  /** Takes a type out of every kernel; for types that a backend does not offer at all. */
  public KernelRegistry withdraw(DType dtype) {
    kernels.values().forEach(byType -> byType.remove(dtype));
    return this;
  }

  /** Takes a type out of one kernel. */
  public KernelRegistry withdraw(Kernel.Key<?> key, DType dtype) {
    kernels.getOrDefault(key.name(), Map.of()).remove(dtype);
    return this;
  }

  /** Whether {@code key} runs on {@code dtype}. */
  public boolean contains(Kernel.Key<?> key, DType dtype) {
    return kernels.getOrDefault(key.name(), Map.of()).containsKey(dtype);
  }

  /**
   * The kernel for {@code key} and {@code dtype}.
   *
   * @throws DeviceException if this backend has none
   */
  @SuppressWarnings("unchecked") // add() ties the key's parameter type to the kernel's
  public <P> Kernel<P> find(Kernel.Key<P> key, DType dtype) {
    Map<DType, Kernel<?>> byType = kernels.get(key.name());
    if (byType == null) {
      throw new DeviceException(key + ": the " + backend + " backend has no such kernel");
    }
    Kernel<?> kernel = byType.get(dtype);
    if (kernel == null) {
      throw new DeviceException(
          key + ": the " + backend + " backend runs it on " + byType.keySet() + ", got " + dtype);
    }
    return (Kernel<P>) kernel;
  }

  /** Names and element types of all kernels, sorted by name. */
  public Map<String, Collection<DType>> listing() {
    Map<String, Collection<DType>> listing = new TreeMap<>();
    kernels.forEach((name, byType) -> listing.put(name, byType.keySet()));
    return listing;
  }
}
