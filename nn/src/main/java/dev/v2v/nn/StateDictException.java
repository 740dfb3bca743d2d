package dev.v2v.nn;

import dev.v2v.engine.V2vException;

/** A state dict that does not fit the network it was to be loaded into; nothing was loaded. */
public final class StateDictException extends V2vException {
  private final transient LoadReport report;

  StateDictException(LoadReport report) {
    super("state dict: must have the network's keys and shapes, got " + report);
    this.report = report;
  }

  public LoadReport report() {
    return report;
  }
}
