package dev.v2v.bench.ab;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.backend.cuda.CudaBackend;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Opens a device a second time, with other kernels. */
public final class Variants {
  private static final String SOURCES = "v2v.kernels";

  private Variants() {}

  /**
   * A device like {@code first} with the kernels of a folder in place of its own: {@code .cu} files
   * on a GPU and on the interpreter, {@code .java} files or classes of the {@code cpu} device.
   *
   * @param device as on the command line
   * @throws dev.v2v.engine.InputException if there is nothing to put in place of anything, or it
   *     does not compile
   */
  public static Backend open(String device, Backend first, Path with) {
    if (first.name().equals("cpu")) {
      return CpuVariant.open(with);
    }
    Backend second = under(Map.of(SOURCES, with.toString()), () -> Backends.openAnother(device));
    if (second instanceof CudaBackend cuda) {
      cuda.launcher().kernels().loadChanged();
    }
    return second;
  }

  /** Opens something that reads system properties while it does. */
  private static Backend under(Map<String, String> properties, Supplier<Backend> open) {
    Map<String, String> before = new TreeMap<>();
    properties.keySet().stream()
        .filter(key -> System.getProperty(key) != null)
        .forEach(key -> before.put(key, System.getProperty(key)));
    properties.forEach(System::setProperty);
    try {
      return open.get();
    } finally {
      properties.keySet().forEach(System::clearProperty);
      before.forEach(System::setProperty);
    }
  }
}
