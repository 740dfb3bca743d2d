package dev.v2v.engine;

/** A backend, its library or its driver refused or failed. */
public class DeviceException extends V2vException {
  public DeviceException(String message) {
    super(message);
  }

  public DeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
