package dev.v2v.engine.ptx.text;

import dev.v2v.engine.DeviceException;

/** PTX that cannot be read, or asks for something that the interpreter does not offer. */
public final class PtxException extends DeviceException {
  private static final long serialVersionUID = 1;

  /**
   * An error at a line.
   *
   * @param module name of the PTX, for the message
   */
  public PtxException(String module, int line, String message) {
    super(module + ".ptx:" + line + ": " + message);
  }
}
