package dev.v2v.cli;

import dev.v2v.engine.DeviceException;
import dev.v2v.engine.OutOfDeviceMemoryException;
import dev.v2v.engine.V2vException;
import java.io.IOException;

/** What the process tells its caller. */
public final class ExitCode {
  public static final int DONE = 0;
  public static final int CHECK_FAILED = 1;
  public static final int USAGE = 2;
  public static final int DEVICE_MISSING = 3;
  public static final int INPUT_REFUSED = 4;
  public static final int OUT_OF_MEMORY = 5;

  private ExitCode() {}

  static int of(Throwable error) {
    if (error instanceof OutOfDeviceMemoryException || error instanceof OutOfMemoryError) {
      return OUT_OF_MEMORY;
    }
    if (error instanceof DeviceException) {
      return DEVICE_MISSING;
    }
    if (error instanceof V2vException || error instanceof IOException) {
      return INPUT_REFUSED;
    }
    return CHECK_FAILED;
  }

  /** Whether the message of {@code error} was written for users. */
  static boolean isExpected(Throwable error) {
    return of(error) != CHECK_FAILED;
  }
}
