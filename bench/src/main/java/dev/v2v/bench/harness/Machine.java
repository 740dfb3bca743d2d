package dev.v2v.bench.harness;

import dev.v2v.engine.Backend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a result depends on besides the code. */
public final class Machine {
  private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");
  private static final long UNKNOWN_HOST_CACHE = 32L << 20;

  /** Above the second-level cache of any GPU that the engine knows. */
  private static final long DEVICE_CACHE = 128L << 20;

  private Machine() {}

  /** Size of the last-level cache in bytes; a generous guess where the system does not say. */
  public static long cacheBytes(Backend backend) {
    if (backend.name().startsWith("cuda")) {
      return DEVICE_CACHE;
    }
    if (!Files.isDirectory(CACHES)) {
      return UNKNOWN_HOST_CACHE;
    }
    try (Stream<Path> all = Files.list(CACHES)) {
      return all.map(index -> index.resolve("size"))
          .filter(Files::isReadable)
          .mapToLong(file -> bytes(read(file).strip()))
          .max()
          .orElse(UNKNOWN_HOST_CACHE);
    } catch (IOException e) {
      throw new UncheckedIOException("machine: the sizes of its caches cannot be read", e);
    }
  }

  /** {@code 32768K} and the like. */
  static long bytes(String text) {
    long unit =
        switch (text.charAt(text.length() - 1)) {
          case 'K' -> 1L << 10;
          case 'M' -> 1L << 20;
          case 'G' -> 1L << 30;
          default -> 1;
        };
    return Long.parseLong(unit == 1 ? text : text.substring(0, text.length() - 1)) * unit;
  }

  /** Facts for a report, by name. */
  public static Map<String, String> facts(Backend backend) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("device", backend.name() + ", " + backend.description());
    facts.put("processor", processor());
    facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("last-level cache", (cacheBytes(backend) >> 20) + " MiB");
    facts.put(
        "system",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + ", "
            + System.getProperty("os.arch"));
    facts.put("Java", Runtime.version() + ", " + System.getProperty("java.vm.name"));
    facts.put("heap", (Runtime.getRuntime().maxMemory() >> 20) + " MiB at most");
    return facts;
  }

  private static String processor() {
    if (!Files.isReadable(CPUINFO)) {
      return "unknown";
    }
    List<String> lines = read(CPUINFO).lines().filter(l -> l.startsWith("model name")).toList();
    return lines.isEmpty() ? "unknown" : lines.get(0).replaceFirst("[^:]*: *", "");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read", e);
    }
  }
}
