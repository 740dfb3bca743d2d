package dev.v2v.train;

import dev.v2v.engine.V2vException;

/** Training has met NaN or infinity. The message names step, metric and the tensors concerned. */
public final class NonFiniteException extends V2vException {
  private final long step;

  NonFiniteException(long step, String message) {
    super(message);
    this.step = step;
  }

  /** The step in which it was seen. */
  public long step() {
    return step;
  }
}
