package dev.v2v.engine;

/**
 * A file or value from outside was refused. The message names it, says what was expected and what
 * came.
 */
public class InputException extends V2vException {
  public InputException(String message) {
    super(message);
  }

  public InputException(String message, Throwable cause) {
    super(message, cause);
  }
}
