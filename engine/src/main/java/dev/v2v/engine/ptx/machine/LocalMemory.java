package dev.v2v.engine.ptx.machine;

import java.util.Arrays;

/** Each lane's own memory, with a mark on every byte that was written. Single-thread. */
final class LocalMemory {
  private final int size;
  private final byte[] bytes;
  private final boolean[] written;

  LocalMemory(int size) {
    this.size = size;
    bytes = new byte[size * Warp.LANES];
    written = new boolean[size * Warp.LANES];
  }

  void clear() {
    Arrays.fill(written, false);
  }

  private int check(Warp w, int lane, long address, int width) {
    if (address < 0 || address + width > size) {
      throw w.fault(
          "out of bounds: %d bytes at %d of %d bytes of the thread's own memory"
              .formatted(width, address, size),
          1 << lane);
    }
    return lane * size + (int) address;
  }

  long load(Warp w, int lane, long address, int width) {
    int at = check(w, lane, address, width);
    for (int i = at; i < at + width; i++) {
      if (!written[i]) {
        throw w.fault("reads its own memory at " + address + ", which it never wrote", 1 << lane);
      }
    }
    return Bytes.get(bytes, at, width);
  }

  void store(Warp w, int lane, long address, int width, long value) {
    int at = check(w, lane, address, width);
    Arrays.fill(written, at, at + width, true);
    Bytes.put(bytes, at, width, value);
  }
}
