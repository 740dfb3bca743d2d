package dev.v2v.engine.backend.cuda.memory;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Storage;
import dev.v2v.engine.Tensor;

/** Device memory behind tensors. */
public final class CudaStorage extends Storage {
  private final DevicePool pool;
  private final Block block;
  private final long address;

  private CudaStorage(Backend backend, long bytes, DevicePool pool, Block block, long address) {
    super(backend, bytes);
    this.pool = pool;
    this.block = block;
    this.address = address;
  }

  /** A storage on a block of its own. */
  public static CudaStorage of(Backend backend, long bytes, DevicePool pool, Block block) {
    return new CudaStorage(backend, bytes, pool, block, block.address());
  }

  /** A part of this storage, which must outlive it. */
  public CudaStorage slice(long offset, long bytes) {
    return new CudaStorage(backend(), bytes, null, null, address + offset);
  }

  /** Address of a tensor's first element on its device. */
  public static long addressOf(Tensor t) {
    return ((CudaStorage) t.storage()).address;
  }

  /** The same, 0 for an absent tensor. */
  public static long addressOrNull(Tensor t) {
    return t == null ? 0 : addressOf(t);
  }

  /** Address on the device. */
  public long address() {
    return address;
  }

  @Override
  protected void free() {
    if (block != null) { // a part's memory belongs to the whole
      pool.release(block);
    }
  }
}
