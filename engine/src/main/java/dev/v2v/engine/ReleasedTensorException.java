package dev.v2v.engine;

/** A tensor was used after its scope closed or it was released. */
public class ReleasedTensorException extends V2vException {
  public ReleasedTensorException(String message) {
    super(message);
  }

  public ReleasedTensorException(String message, Throwable cause) {
    super(message, cause);
  }
}
