package dev.v2v.engine.backend.host;

import dev.v2v.engine.Backend;
import dev.v2v.engine.MemoryStatistics;
import dev.v2v.engine.OutOfDeviceMemoryException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.Pointer;

/**
 * Caching pool of off-heap blocks. Sizes are rounded up to a class (an eighth of a power of two),
 * so that a repeated step finds every block it needs and asks the system for nothing. Thread-safe.
 */
public final class HostPool {
  private static final int ALIGNMENT = 64;
  private static final long SMALLEST = 256;

  private final String owner;
  private final Map<Long, ArrayDeque<Block>> free = new TreeMap<>();
  private long live;
  private long pooled;
  private long peak;
  private long allocations;

  public HostPool(String owner) {
    this.owner = owner;
  }

  /** One block of memory with the views that kernels use, made once. */
  static final class Block {
    final Pointer memory;
    final long size;
    final long address;
    final ByteBuffer bytes;
    final FloatBuffer floats;
    final IntBuffer ints;
    final ShortBuffer shorts;

    Block(Pointer memory, long size) {
      this.memory = memory;
      this.size = size;
      this.bytes =
          memory
              .asByteBuffer()
              .alignedSlice(ALIGNMENT)
              .slice(0, (int) size)
              .order(ByteOrder.nativeOrder());
      this.address = (memory.address() + ALIGNMENT - 1) & -ALIGNMENT;
      this.floats = bytes.asFloatBuffer();
      this.ints = bytes.asIntBuffer();
      this.shorts = bytes.asShortBuffer();
    }

    private Block(Block whole, long offset, long size) {
      this.memory = whole.memory;
      this.size = size;
      this.bytes = whole.bytes.slice((int) offset, (int) size).order(ByteOrder.nativeOrder());
      this.address = whole.address + offset;
      this.floats = bytes.asFloatBuffer();
      this.ints = bytes.asIntBuffer();
      this.shorts = bytes.asShortBuffer();
    }

    /** The same memory from {@code offset}; never goes back to the pool. */
    Block slice(long offset, long size) {
      return new Block(this, offset, size);
    }
  }

  public HostStorage allocate(Backend backend, long bytes) {
    return new HostStorage(backend, bytes, this, take(sizeClass(bytes)));
  }

  /** The size that a block for {@code bytes} has: an eighth of a power of two, at least 256. */
  public static long sizeClass(long bytes) {
    if (bytes <= SMALLEST) {
      return SMALLEST;
    }
    long step = Math.max(SMALLEST, Long.highestOneBit(bytes - 1) >>> 3);
    return (bytes + step - 1) / step * step;
  }

  private synchronized Block take(long size) {
    ArrayDeque<Block> blocks = free.get(size);
    Block block = blocks == null ? null : blocks.pollLast();
    if (block == null) {
      block = fromSystem(size);
    } else {
      pooled -= size;
    }
    live += size;
    peak = Math.max(peak, live + pooled);
    return block;
  }

  private Block fromSystem(long size) {
    if (size > Integer.MAX_VALUE - ALIGNMENT) {
      throw outOfMemory(size, "one tensor may hold at most 2^31 bytes on the host", null);
    }
    Pointer memory = Pointer.malloc(size + ALIGNMENT);
    if (memory == null || memory.isNull()) {
      trim();
      memory = Pointer.malloc(size + ALIGNMENT);
    }
    if (memory == null || memory.isNull()) {
      throw outOfMemory(size, "the system has no more; use a smaller batch or image", null);
    }
    allocations++;
    return new Block(memory.capacity(size + ALIGNMENT), size);
  }

  private OutOfDeviceMemoryException outOfMemory(long size, String remedy, Throwable cause) {
    return new OutOfDeviceMemoryException(
        owner
            + ": out of memory: asked "
            + size
            + " bytes, live "
            + live
            + ", pooled "
            + pooled
            + "; "
            + remedy,
        cause);
  }

  synchronized void release(Block block) {
    live -= block.size;
    pooled += block.size;
    free.computeIfAbsent(block.size, k -> new ArrayDeque<>()).addLast(block);
  }

  /** Gives all pooled blocks back to the system. */
  public synchronized void trim() {
    for (ArrayDeque<Block> blocks : free.values()) {
      for (Block block : blocks) {
        Pointer.free(block.memory);
      }
    }
    free.clear();
    pooled = 0;
  }

  public synchronized MemoryStatistics statistics() {
    return new MemoryStatistics(live, pooled, peak, allocations);
  }
}
