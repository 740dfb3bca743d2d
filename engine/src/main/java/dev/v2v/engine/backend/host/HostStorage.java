package dev.v2v.engine.backend.host;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Storage;
import dev.v2v.engine.Tensor;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;

/** Off-heap memory on the host; see {@link HostPool}. */
public final class HostStorage extends Storage {
  private final HostPool pool;
  private final HostPool.Block block;

  HostStorage(Backend backend, long bytes, HostPool pool, HostPool.Block block) {
    super(backend, bytes);
    this.pool = pool;
    this.block = block;
  }

  /** The host memory of a tensor. */
  public static HostStorage of(Tensor t) {
    return (HostStorage) t.storage();
  }

  /** All bytes in native order; position 0, shared by all callers, so use absolute access only. */
  public ByteBuffer bytesView() {
    return block.bytes;
  }

  /** The memory as float32; absolute access only. */
  public FloatBuffer floats() {
    return block.floats;
  }

  /** The memory as 16-bit values; absolute access only. */
  public ShortBuffer shorts() {
    return block.shorts;
  }

  /** The bits of 32-bit elements. */
  public IntBuffer ints() {
    return block.ints;
  }

  /** Native address, aligned to 64 bytes. */
  public long address() {
    return block.address;
  }

  HostStorage slice(long offset, long bytes) {
    return new HostStorage(backend(), bytes, null, block.slice(offset, bytes));
  }

  @Override
  protected void free() {
    if (pool != null) { // a slice's memory belongs to the whole
      pool.release(block);
    }
  }
}
