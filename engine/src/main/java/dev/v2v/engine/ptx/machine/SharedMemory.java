package dev.v2v.engine.ptx.machine;

import java.util.Arrays;

/**
 * Memory of a block, with what the last threads did to each byte since the last barrier, so that
 * races and reads of bytes that nobody wrote are found. Single-thread.
 *
 * <p>IMPLEMENTATION NOTES. A mark is the number of barriers passed over the thread's number and
 * bits for atomics and for more than one reader; marks of earlier barriers count for nothing but
 * that the byte was written.
 */
final class SharedMemory {
  private static final int PHASE_SHIFT = 12;
  private static final int ATOMIC = 1 << 10;
  private static final int MANY = 1 << 11;
  private static final int THREAD = ATOMIC - 1;

  private final byte[] bytes;
  private final int[] written;
  private final int[] read;
  private int phase;

  SharedMemory(int size) {
    bytes = new byte[size];
    written = new int[size];
    read = new int[size];
  }

  /** Another block begins. */
  void clear() {
    Arrays.fill(written, 0);
    Arrays.fill(read, 0);
    phase = 1;
  }

  void barrier() {
    phase++;
  }

  private int check(Warp w, int lane, long address, int width) {
    if (address < 0 || address + width > bytes.length) {
      throw w.fault(
          "out of bounds: %d bytes at %d of %d bytes of shared memory"
              .formatted(width, address, bytes.length),
          1 << lane);
    }
    return (int) address;
  }

  long load(Warp w, int lane, long address, int width, boolean atomic) {
    int at = check(w, lane, address, width);
    int thread = w.number * Warp.LANES + lane;
    for (int i = at; i < at + width; i++) {
      int writer = written[i];
      if (writer == 0) {
        throw w.fault("reads shared memory at " + i + ", which nothing has written", 1 << lane);
      }
      boolean fresh = writer >>> PHASE_SHIFT == phase && (writer & THREAD) != thread;
      if (fresh && !(atomic && (writer & ATOMIC) != 0)) {
        throw race(w, lane, i, "reads", writer & THREAD, "wrote");
      }
      if (!atomic) { // atomics may follow each other, so their reads stand in no one's way
        int reader = read[i];
        boolean before = reader >>> PHASE_SHIFT == phase;
        boolean many = before && ((reader & MANY) != 0 || (reader & THREAD) != thread);
        read[i] = (phase << PHASE_SHIFT) | (many ? MANY : 0) | thread;
      }
    }
    return Bytes.get(bytes, at, width);
  }

  void store(Warp w, int lane, long address, int width, long value, boolean atomic) {
    int at = check(w, lane, address, width);
    int thread = w.number * Warp.LANES + lane;
    for (int i = at; i < at + width; i++) {
      int writer = written[i];
      boolean wrote = writer >>> PHASE_SHIFT == phase && (writer & THREAD) != thread;
      if (wrote && !(atomic && (writer & ATOMIC) != 0)) {
        throw race(w, lane, i, "writes", writer & THREAD, "wrote");
      }
      int reader = read[i];
      boolean others = (reader & THREAD) != thread || (reader & MANY) != 0;
      if (reader >>> PHASE_SHIFT == phase && others) {
        throw race(w, lane, i, "writes", reader & THREAD, "read");
      }
      written[i] = (phase << PHASE_SHIFT) | (atomic ? ATOMIC : 0) | thread;
    }
    Bytes.put(bytes, at, width, value);
  }

  private static KernelFaultException race(
      Warp w, int lane, int at, String does, int other, String did) {
    return w.fault(
        "race: %s shared memory at %d, which thread %d %s since the last barrier"
            .formatted(does, at, other, did),
        1 << lane);
  }
}
