package dev.v2v.engine.ptx.machine;

/** A memory as instructions see it: of a lane, at an address, of a width in bytes. */
interface Space {
  /** Where addresses of shared memory begin among generic addresses. */
  long SHARED_WINDOW = 0x0100_0000_0000_0000L;

  /** Where addresses of a thread's own memory begin among generic addresses. */
  long LOCAL_WINDOW = 0x0200_0000_0000_0000L;

  /** The number at an address, without its sign. */
  long load(Warp w, int lane, long address, int width);

  void store(Warp w, int lane, long address, int width, long value);

  /** The same as part of an atomic operation, which races with no other. */
  default long loadAtomic(Warp w, int lane, long address, int width) {
    return load(w, lane, address, width);
  }

  default void storeAtomic(Warp w, int lane, long address, int width, long value) {
    store(w, lane, address, width, value);
  }

  /** Adds what the hardware would do for these addresses to the counters. */
  void count(Warp w, long[] addresses, int mask, int width);
}
