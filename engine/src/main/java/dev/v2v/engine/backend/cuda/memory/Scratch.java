package dev.v2v.engine.backend.cuda.memory;

import dev.v2v.engine.backend.cuda.driver.Convolutions;
import dev.v2v.engine.backend.cuda.driver.Driver;

/**
 * Memory that one operator needs while it runs. Given back when closed: the work that uses it is
 * queued by then, and whoever takes the block next is queued behind it. Single-thread.
 */
public final class Scratch implements Convolutions.Workspace, AutoCloseable {
  private final DevicePool pool;
  private final Driver.Queue queue;
  private Block block;

  public Scratch(DevicePool pool, Driver.Queue queue) {
    this.pool = pool;
    this.queue = queue;
  }

  @Override
  public long reserve(long bytes) {
    close();
    if (bytes == 0) {
      return 0;
    }
    block = pool.take(bytes, queue);
    return block.address();
  }

  @Override
  public void close() {
    if (block != null) {
      pool.release(block);
      block = null;
    }
  }
}
