package dev.v2v.engine;

/** A tensor's element type breaks an operator's rule. The message names op, rule and what came. */
public class DTypeException extends V2vException {
  public DTypeException(String message) {
    super(message);
  }

  public DTypeException(String message, Throwable cause) {
    super(message, cause);
  }
}
