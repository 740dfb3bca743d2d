package dev.v2v.engine.ptx.machine;

import dev.v2v.engine.DeviceException;

/** A kernel did something undefined: an access out of bounds, a race, a value nobody wrote. */
public final class KernelFaultException extends DeviceException {
  private static final long serialVersionUID = 1;

  /** A fault with kernel, line, thread and what was wrong. */
  public KernelFaultException(String message) {
    super(message);
  }
}
