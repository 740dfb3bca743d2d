package dev.v2v.engine.backend.cpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * The one number of threads of the {@code cpu} device: oneDNN's and the Java kernels' alike. It is
 * {@link #set}, or the system property {@code v2v.threads}, or the number of physical cores this
 * process may use, and is fixed when the device opens. Thread-safe.
 */
public final class CpuThreads {
  private static final int MOST = 1024;

  private static int count;
  private static boolean fixed;

  private CpuThreads() {}

  /**
   * Sets the number of threads.
   *
   * @throws IllegalStateException if the device is open, since its threads exist by then
   * @throws IllegalArgumentException if {@code threads} is not in 1..1024
   */
  public static synchronized void set(int threads) {
    if (fixed && threads != count) {
      throw new IllegalStateException(
          "threads: must be set before the cpu device opens, it runs on " + count);
    }
    count = checked(threads);
  }

  /** The number of threads; from now on it cannot change. */
  static synchronized int fix() {
    if (count == 0) {
      String property = System.getProperty("v2v.threads");
      count = property == null ? physicalCores() : parse(property);
    }
    fixed = true;
    return count;
  }

  private static int parse(String text) {
    if (!text.matches("[0-9]{1,4}")) {
      throw new IllegalArgumentException(
          "v2v.threads: must be 1.." + MOST + ", got '" + text + "'");
    }
    return checked(Integer.parseInt(text));
  }

  private static int checked(int threads) {
    if (threads < 1 || threads > MOST) {
      throw new IllegalArgumentException("threads: must be 1.." + MOST + ", got " + threads);
    }
    return threads;
  }

  /**
   * Physical cores among the processors that the affinity mask and the container's quota leave. Two
   * threads on one core share its vector units, so counting them twice slows a convolution down.
   */
  private static int physicalCores() {
    int logical = Runtime.getRuntime().availableProcessors();
    try {
      Set<String> cores = new HashSet<>();
      for (int cpu : allowed(Files.readString(Path.of("/proc/self/status")))) {
        Path siblings =
            Path.of("/sys/devices/system/cpu/cpu" + cpu + "/topology/thread_siblings_list");
        cores.add(Files.readString(siblings));
      }
      return cores.isEmpty() ? logical : Math.min(logical, cores.size());
    } catch (IOException notLinux) {
      return logical;
    }
  }

  /** Processors in a line like {@code Cpus_allowed_list: 0-3,8}. */
  private static Set<Integer> allowed(String status) {
    Set<Integer> cpus = new HashSet<>();
    status
        .lines()
        .filter(line -> line.startsWith("Cpus_allowed_list:"))
        .flatMap(line -> line.substring(line.indexOf(':') + 1).strip().lines())
        .flatMap(list -> Set.of(list.split(",", -1)).stream())
        .forEach(
            range -> {
              int dash = range.indexOf('-');
              int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
              int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
              for (int cpu = first; cpu <= last; cpu++) {
                cpus.add(cpu);
              }
            });
    return cpus;
  }
}
