package dev.v2v.engine.backend.cuda.memory;

import dev.v2v.engine.backend.cuda.driver.Driver;

/** One piece of device memory that a pool handed out. */
public final class Block {
  final long address;
  final long size;
  final Driver.Queue queue;
  final Arena arena;
  long asked;

  Block(long address, long size, Driver.Queue queue, Arena arena) {
    this.address = address;
    this.size = size;
    this.queue = queue;
    this.arena = arena;
  }

  /** Address on the device, aligned to 256 bytes. */
  public long address() {
    return address;
  }
}
