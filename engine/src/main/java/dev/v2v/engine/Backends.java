package dev.v2v.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;

/** Finds and opens devices. A device is opened once and lives as long as the process. */
public final class Backends {
  private static final Map<String, Backend> OPEN = new ConcurrentHashMap<>();

  private Backends() {}

  /** Kinds of device known to this build, in the order in which {@code auto} tries them. */
  public static List<String> kinds() {
    return providers().stream().map(BackendProvider::kind).toList();
  }

  /**
   * Opens {@code auto}, {@code reference}, {@code cpu}, {@code cuda} or {@code cuda:N}. {@code
   * auto} takes the first kind that opens; a device asked for by name is never replaced.
   *
   * @throws DeviceException if the device is unknown or missing
   */
  public static Backend open(String device) {
    if (device.equals("auto")) {
      return openFirst();
    }
    return open(provider(device), ordinal(device));
  }

  /**
   * Opens a device once more, beside the one that {@link #open} gives: with settings that have
   * changed since, to compare the two.
   *
   * @param device by name, not {@code auto}
   * @throws DeviceException if the device is unknown or missing
   */
  public static Backend openAnother(String device) {
    return provider(device).open(ordinal(device));
  }

  private static BackendProvider provider(String device) {
    String kind = device.split(":", 2)[0];
    return providers().stream()
        .filter(p -> p.kind().equals(kind))
        .findFirst()
        .orElseThrow(
            () ->
                new DeviceException(
                    "device: must be auto or one of " + kinds() + ", got '" + device + "'"));
  }

  private static Backend openFirst() {
    List<String> reasons = new ArrayList<>();
    for (BackendProvider provider : providers()) {
      try {
        return open(provider, 0);
      } catch (DeviceException e) {
        reasons.add(provider.kind() + ": " + e.getMessage());
      }
    }
    throw new DeviceException("device auto: nothing opens: " + String.join("; ", reasons));
  }

  private static Backend open(BackendProvider provider, int ordinal) {
    return OPEN.computeIfAbsent(provider.kind() + ":" + ordinal, k -> provider.open(ordinal));
  }

  private static int ordinal(String device) {
    int colon = device.indexOf(':');
    String digits = colon < 0 ? "0" : device.substring(colon + 1);
    if (!digits.matches("[0-9]{1,3}")) {
      throw new DeviceException("device: number must be 0..999, got '" + device + "'");
    }
    return Integer.parseInt(digits);
  }

  /** What every kind of device says about itself, for {@code doctor}. */
  public static List<Finding> diagnose() {
    return providers().stream().flatMap(p -> p.diagnose().stream()).toList();
  }

  private static List<BackendProvider> providers() {
    return ServiceLoader.load(BackendProvider.class, Backends.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparingInt(BackendProvider::priority).reversed())
        .toList();
  }
}
