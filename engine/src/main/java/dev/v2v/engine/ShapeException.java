package dev.v2v.engine;

/** A tensor's shape breaks an operator's rule. The message names op, rule and what came. */
public class ShapeException extends V2vException {
  public ShapeException(String message) {
    super(message);
  }

  public ShapeException(String message, Throwable cause) {
    super(message, cause);
  }
}
