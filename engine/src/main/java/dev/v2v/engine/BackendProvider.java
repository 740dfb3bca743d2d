package dev.v2v.engine;

import java.util.List;

/** Opens the devices of one kind; found by {@link java.util.ServiceLoader}. */
public interface BackendProvider {
  /** The part of a device name before the colon: {@code reference}, {@code cpu}, {@code cuda}. */
  String kind();

  /** Higher is tried first by {@code auto}. */
  int priority();

  /**
   * Opens device number {@code ordinal}.
   *
   * @throws DeviceException with the cause and a next step if it is not there
   */
  Backend open(int ordinal);

  /** Looks at the libraries and devices of this kind without failing. */
  default List<Finding> diagnose() {
    try {
      return List.of(
          new Finding("device " + kind(), true, Backends.open(kind()).description(), ""));
    } catch (DeviceException e) {
      return List.of(new Finding("device " + kind(), false, e.getMessage(), ""));
    }
  }
}
