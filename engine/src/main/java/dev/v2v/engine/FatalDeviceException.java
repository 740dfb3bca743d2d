package dev.v2v.engine;

/**
 * The device failed in a way that this process cannot recover from, an illegal address in a kernel
 * for instance. All further calls fail too: save nothing from it and stop.
 */
public class FatalDeviceException extends DeviceException {
  public FatalDeviceException(String message) {
    super(message);
  }

  public FatalDeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
