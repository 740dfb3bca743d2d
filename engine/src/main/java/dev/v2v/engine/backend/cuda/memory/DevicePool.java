package dev.v2v.engine.backend.cuda.memory;

import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.OutOfDeviceMemoryException;
import dev.v2v.engine.backend.cuda.driver.Driver;
import dev.v2v.engine.backend.host.HostPool;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Caching pool of device memory. Sizes are rounded up to a class, so that a repeated step finds
 * every block it needs and asks the driver for nothing. A block given back may be taken at once for
 * work of the same queue, which runs after everything that used the block before. Thread-safe.
 *
 * <p>IMPLEMENTATION NOTES. A recorded graph writes to the same addresses at every replay, so what
 * is allocated while it is recorded comes from an {@link Arena} of its own, which no other work
 * takes blocks from.
 */
public final class DevicePool {
  private final String owner;
  private final Driver driver;
  private final Arena common = new Arena();
  private Thread recorder;
  private Arena recorded;
  private long asked;
  private long live;
  private long reserved;
  private long peakLive;
  private long peakReserved;
  private long allocations;

  /**
   * A pool for one device.
   *
   * @param owner name of the device, for messages
   */
  public DevicePool(String owner, Driver driver) {
    this.owner = owner;
    this.driver = driver;
  }

  /**
   * Memory with undefined content for work of {@code queue}.
   *
   * @throws OutOfDeviceMemoryException if neither the pool nor the device has it
   */
  public synchronized Block take(long bytes, Driver.Queue queue) {
    long size = HostPool.sizeClass(bytes);
    Arena arena = isRecording() ? recorded : common;
    Block block = arena.poll(size, queue);
    if (block == null) {
      block = new Block(grow(size, queue), size, queue, arena);
      arena.add(block);
      reserved += size;
      allocations++;
    }
    driver.lend(block.address, bytes, queue);
    block.asked = bytes;
    asked += bytes;
    live += size;
    peakLive = Math.max(peakLive, live);
    peakReserved = Math.max(peakReserved, reserved);
    return block;
  }

  private long grow(long size, Driver.Queue queue) {
    // A queue that is recorded allocates nothing itself: its graph would own the memory.
    Driver.Queue from = isRecording() ? recorded.growth(driver) : queue;
    long address = driver.allocate(size, from);
    if (address == 0) {
      releaseFree(common);
      driver.trim();
      address = driver.allocate(size, from);
    }
    if (address == 0) {
      throw outOfMemory(size);
    }
    if (from != queue) {
      driver.synchronize(from);
    }
    return address;
  }

  private OutOfDeviceMemoryException outOfMemory(long size) {
    String scopes =
        DeviceScope.usage().stream()
            .limit(3)
            .map(u -> u.name() + " " + Bytes.text(u.bytes()))
            .collect(Collectors.joining(", "));
    return new OutOfDeviceMemoryException(
        owner
            + ": out of memory: asked "
            + Bytes.text(size)
            + ", the device has "
            + Bytes.text(driver.freeBytes())
            + " free, live "
            + Bytes.text(live)
            + ", reserved "
            + Bytes.text(reserved)
            + (scopes.isEmpty() ? "" : ", largest scopes: " + scopes)
            + "; use a smaller batch or image, or --precision bf16",
        null);
  }

  /** Gives a block back; work that uses it is queued already. */
  public synchronized void release(Block block) {
    asked -= block.asked;
    live -= block.size;
    if (!isRecording() || block.arena == recorded) { // a replay returns only what it took
      driver.lend(block.address, 0, block.queue);
    }
    block.arena.offer(block);
    if (block.arena.isClosed()) {
      releaseFree(block.arena);
    }
  }

  private void releaseFree(Arena arena) {
    for (Block block : arena.drain()) {
      driver.free(block.address, block.queue);
      reserved -= block.size;
    }
  }

  /** Gives all blocks that nobody uses back to the system. */
  public synchronized void trim() {
    releaseFree(common);
    driver.trim();
  }

  /**
   * From now on this thread takes memory from an arena that its graph keeps.
   *
   * @throws IllegalStateException if a graph is recorded already: there is one queue to record
   */
  public synchronized Arena beginRecording() {
    if (recorder != null) {
      throw new IllegalStateException(
          "graph: one is being recorded on thread " + recorder.getName());
    }
    recorder = Thread.currentThread();
    recorded = new Arena();
    return recorded;
  }

  /** Ends {@link #beginRecording}; the arena stays. */
  public synchronized void endRecording() {
    recorded.endGrowth(driver);
    recorder = null;
    recorded = null;
  }

  /** Whether this thread records a graph. */
  public synchronized boolean isRecording() {
    return recorder == Thread.currentThread();
  }

  /** Gives an arena's memory back, that of live tensors as soon as they are released. */
  public synchronized void close(Arena arena) {
    arena.close();
    releaseFree(arena);
  }

  public synchronized DeviceMemory statistics() {
    List<Long> free = new ArrayList<>(common.freeSizes());
    long largest = free.stream().mapToLong(Long::longValue).max().orElse(0);
    return new DeviceMemory(asked, live, reserved, peakLive, peakReserved, largest, allocations);
  }
}
