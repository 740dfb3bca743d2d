package dev.v2v.engine;

/** Root of the engine's unchecked errors. Messages follow the pattern: op, rule, what came. */
public class V2vException extends RuntimeException {
  public V2vException(String message) {
    super(message);
  }

  public V2vException(String message, Throwable cause) {
    super(message, cause);
  }
}
