package dev.v2v.preview;

/** Where the time of one frame went, stage by stage. Single-thread. */
final class Stopwatch {
  private final long[] nanos;
  private long last;

  Stopwatch(int stages) {
    nanos = new long[stages];
  }

  void begin() {
    last = System.nanoTime();
  }

  /** Gives the time since the last call to a stage. */
  void lap(int stage) {
    long now = System.nanoTime();
    nanos[stage] = now - last;
    last = now;
  }

  /** A time that was measured elsewhere. */
  void set(int stage, long value) {
    nanos[stage] = value;
  }

  void copyTo(long[] into) {
    System.arraycopy(nanos, 0, into, 0, nanos.length);
  }
}
