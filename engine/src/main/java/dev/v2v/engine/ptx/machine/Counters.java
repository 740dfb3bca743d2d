package dev.v2v.engine.ptx.machine;

/**
 * What happened at each step of a kernel, by its index: exact, and the same in every run with the
 * same schedule. One for each worker, added up at the end. Single-thread.
 */
final class Counters {
  /** Times that a warp issued the step. */
  final long[] issued;

  /** Lanes that took part. */
  final long[] lanes;

  /** 32-byte sectors of global memory that its requests touched. */
  final long[] sectors;

  /** Sectors that would have done, had the bytes wanted lain side by side. */
  final long[] needed;

  /** Bytes that its lanes asked for. */
  final long[] bytes;

  /** Times that lanes parted at it. */
  final long[] diverged;

  /** Passes over the banks of shared memory, or lanes of atomics that meet at one address. */
  final long[] passes;

  Counters(int steps) {
    issued = new long[steps];
    lanes = new long[steps];
    sectors = new long[steps];
    needed = new long[steps];
    bytes = new long[steps];
    diverged = new long[steps];
    passes = new long[steps];
  }

  void issue(int step, int mask) {
    issued[step]++;
    lanes[step] += Integer.bitCount(mask);
  }

  void diverge(int step) {
    diverged[step]++;
  }

  void add(Counters other) {
    add(issued, other.issued);
    add(lanes, other.lanes);
    add(sectors, other.sectors);
    add(needed, other.needed);
    add(bytes, other.bytes);
    add(diverged, other.diverged);
    add(passes, other.passes);
  }

  private static void add(long[] to, long[] from) {
    for (int i = 0; i < to.length; i++) {
      to[i] += from[i];
    }
  }
}
