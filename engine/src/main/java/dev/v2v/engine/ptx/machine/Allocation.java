package dev.v2v.engine.ptx.machine;

/** A piece of global memory. The part of it that may be used changes as it is lent and returned. */
final class Allocation {
  static final Allocation NONE = new Allocation(-1, 0, 0, "none");

  private final long base;
  private final byte[] bytes;
  private final String name;
  private volatile int limit;

  Allocation(long base, int capacity, int limit, String name) {
    this.base = base;
    this.bytes = new byte[capacity];
    this.limit = limit;
    this.name = name;
  }

  long base() {
    return base;
  }

  byte[] bytes() {
    return bytes;
  }

  int limit() {
    return limit;
  }

  /** Bytes from the start that may be used; 0 once the memory was given back. */
  void limit(int usable) {
    limit = usable;
  }

  boolean holds(long address, long width) {
    return address >= base && address - base + width <= limit;
  }

  @Override
  public String toString() {
    return name + " of " + limit + " bytes at 0x" + Long.toHexString(base);
  }
}
