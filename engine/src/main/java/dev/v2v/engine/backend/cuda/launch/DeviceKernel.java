package dev.v2v.engine.backend.cuda.launch;

import dev.v2v.engine.backend.cuda.driver.Arguments;
import dev.v2v.engine.backend.cuda.driver.Driver;
import dev.v2v.kernels.PtxEntry;

/**
 * A kernel on a device, ready to launch. Immutable.
 *
 * @param entry name and parameters
 * @param block threads of a block
 */
public record DeviceKernel(PtxEntry entry, Driver.Function function, int block) {
  /**
   * Checks arguments against the kernel's parameters.
   *
   * @throws IllegalArgumentException if number or types differ: a mistake in the code that launches
   */
  void check(Arguments arguments) {
    int count = entry.parameters().size();
    boolean matches = arguments.count() == count;
    for (int i = 0; matches && i < count; i++) {
      matches = arguments.kind(i) == kind(entry.parameters().get(i));
    }
    if (!matches) {
      StringBuilder got = new StringBuilder();
      for (int i = 0; i < arguments.count(); i++) {
        got.append(i == 0 ? "" : ", ")
            .append(arguments.kind(i))
            .append(' ')
            .append(arguments.text(i));
      }
      throw new IllegalArgumentException(
          "kernel " + entry.name() + ": takes " + entry.parameters() + ", got [" + got + "]");
    }
  }

  private static Arguments.Kind kind(PtxEntry.Type type) {
    return switch (type) {
      case BITS64 -> Arguments.Kind.WORD64;
      case INT32 -> Arguments.Kind.WORD32;
      case FLOAT32 -> Arguments.Kind.FLOAT32;
    };
  }
}
