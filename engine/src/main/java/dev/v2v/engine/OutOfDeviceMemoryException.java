package dev.v2v.engine;

/** Memory ran out. The message says what was asked, what is live and pooled, and a remedy. */
public class OutOfDeviceMemoryException extends DeviceException {
  public OutOfDeviceMemoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
