package dev.v2v.engine.backend.cuda.memory;

import dev.v2v.engine.backend.cuda.driver.Driver;
import java.nio.ByteBuffer;

/**
 * Pinned host memory between any host memory and the device. Copies are cut into chunks that take
 * turns, so that the device copies one while the processor fills or empties the other. Thread-safe;
 * one copy at a time.
 */
public final class Staging {
  private static final int SLOTS = 2;

  private final Driver driver;
  private final int chunkBytes;
  private final ByteBuffer[] chunks = new ByteBuffer[SLOTS];
  private final Driver.Event[] copied = new Driver.Event[SLOTS];

  /**
   * Staging that takes its memory on first use.
   *
   * @param chunkBytes size of a chunk; the copies below that size take one call
   */
  public Staging(Driver driver, int chunkBytes) {
    this.driver = driver;
    this.chunkBytes = chunkBytes;
  }

  /** Queues a copy of the remaining bytes; {@code source} may be changed when this returns. */
  public synchronized void upload(ByteBuffer source, long target, Driver.Queue queue) {
    int bytes = source.remaining();
    int slot = 0;
    for (int at = 0; at < bytes; at += chunkBytes) {
      int length = Math.min(chunkBytes, bytes - at);
      ByteBuffer chunk = vacant(slot);
      chunk.clear().limit(length);
      chunk.put(0, source, source.position() + at, length);
      driver.copyToDevice(chunk, target + at, queue);
      driver.record(copied[slot], queue);
      slot = (slot + 1) % SLOTS;
    }
  }

  /** Copies into the remaining space and waits for it. */
  public synchronized void download(long source, ByteBuffer target, Driver.Queue queue) {
    int bytes = target.remaining();
    int chunksNeeded = (bytes + chunkBytes - 1) / chunkBytes;
    for (int i = 0; i < chunksNeeded + 1; i++) {
      if (i < chunksNeeded) {
        int slot = i % SLOTS;
        ByteBuffer chunk = vacant(slot);
        chunk.clear().limit(length(i, bytes));
        driver.copyToHost(source + (long) i * chunkBytes, chunk, queue);
        driver.record(copied[slot], queue);
      }
      if (i > 0) {
        int slot = (i - 1) % SLOTS;
        driver.synchronize(copied[slot]);
        int at = target.position() + (i - 1) * chunkBytes;
        target.put(at, chunks[slot], 0, length(i - 1, bytes));
      }
    }
  }

  private int length(int chunk, int bytes) {
    return Math.min(chunkBytes, bytes - chunk * chunkBytes);
  }

  /** A chunk that no copy reads or writes any more. */
  private ByteBuffer vacant(int slot) {
    if (chunks[slot] == null) {
      chunks[slot] = driver.allocatePinned(chunkBytes);
      copied[slot] = driver.createEvent(false);
    } else {
      driver.synchronize(copied[slot]);
    }
    return chunks[slot];
  }
}
