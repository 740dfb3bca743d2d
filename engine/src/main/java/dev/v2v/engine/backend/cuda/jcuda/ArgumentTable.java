package dev.v2v.engine.backend.cuda.jcuda;

import dev.v2v.engine.backend.cuda.driver.Arguments;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jcuda.Pointer;

/**
 * The array of addresses, one for each argument, that a launch takes. The slots of one {@link
 * Arguments} never move, so the array is written when they change and a launch makes no objects.
 * Single-thread.
 */
final class ArgumentTable {
  private final ByteBuffer table =
      ByteBuffer.allocateDirect(Arguments.MOST * Long.BYTES).order(ByteOrder.nativeOrder());
  private final Pointer pointer = Pointer.to(table);
  private Arguments last;

  Pointer pointTo(Arguments arguments) {
    if (last != arguments) {
      last = arguments;
      long base = HostAddress.of(arguments.slots());
      for (int i = 0; i < Arguments.MOST; i++) {
        table.putLong(i * Long.BYTES, base + (long) i * Arguments.SLOT);
      }
    }
    return pointer;
  }
}
