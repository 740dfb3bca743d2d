package dev.v2v.engine.backend.cuda.memory;

import dev.v2v.engine.backend.cuda.driver.Driver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Blocks that replace one another: the free ones by queue and size. Guarded by its pool. */
public final class Arena {
  private final Map<Driver.Queue, Map<Long, ArrayDeque<Block>>> free = new HashMap<>();
  private Driver.Queue growth;
  private long bytes;
  private boolean closed;

  Arena() {}

  /** All memory it holds, live or not. */
  public long bytes() {
    return bytes;
  }

  void add(Block block) {
    bytes += block.size;
  }

  Block poll(long size, Driver.Queue queue) {
    Map<Long, ArrayDeque<Block>> bySize = free.get(queue);
    ArrayDeque<Block> blocks = bySize == null ? null : bySize.get(size);
    return blocks == null ? null : blocks.pollLast(); // the last one given back is in the cache
  }

  void offer(Block block) {
    free.computeIfAbsent(block.queue, k -> new HashMap<>())
        .computeIfAbsent(block.size, k -> new ArrayDeque<>())
        .addLast(block);
  }

  /** Takes all free blocks out. */
  List<Block> drain() {
    List<Block> all = new ArrayList<>();
    free.values().forEach(bySize -> bySize.values().forEach(all::addAll));
    free.clear();
    all.forEach(block -> bytes -= block.size);
    return all;
  }

  List<Long> freeSizes() {
    List<Long> sizes = new ArrayList<>();
    free.values()
        .forEach(bySize -> bySize.values().forEach(d -> d.forEach(b -> sizes.add(b.size))));
    return sizes;
  }

  /** The queue that allocates for a recorded one. */
  Driver.Queue growth(Driver driver) {
    if (growth == null) {
      growth = driver.createQueue();
    }
    return growth;
  }

  void endGrowth(Driver driver) {
    if (growth != null) {
      driver.destroy(growth);
      growth = null;
    }
  }

  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }
}
