package dev.v2v.engine.backend.cuda.memory;

import dev.v2v.engine.backend.cuda.driver.Driver;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers that change from step to step, such as a learning rate, handed to kernels in device
 * memory: as arguments they would be fixed in a recorded graph. While a graph is recorded every set
 * of numbers gets pinned memory of its own, from which each replay copies it again. Thread-safe.
 */
public final class Constants {
  private final Driver driver;
  private final Driver.Queue queue;
  private final DevicePool pool;
  private final Staging staging;
  private final List<Recorded> recorded = new ArrayList<>();

  /** Numbers of a recorded graph. */
  public record Recorded(ByteBuffer pinned, Block block) {
    /** The numbers that the next replay takes. */
    public FloatBuffer values() {
      return pinned.duplicate().order(ByteOrder.nativeOrder()).clear().asFloatBuffer();
    }
  }

  public Constants(Driver driver, Driver.Queue queue, DevicePool pool, Staging staging) {
    this.driver = driver;
    this.queue = queue;
    this.pool = pool;
    this.staging = staging;
  }

  /**
   * Where kernels queued from now on find the numbers.
   *
   * @param scratch holds them until it closes, if no graph is recorded
   */
  public long put(Scratch scratch, double... values) {
    int bytes = values.length * Float.BYTES;
    if (pool.isRecording()) {
      ByteBuffer pinned = write(driver.allocatePinned(bytes), values);
      Block block = pool.take(bytes, queue);
      driver.copyToDevice(pinned, block.address(), queue);
      synchronized (recorded) {
        recorded.add(new Recorded(pinned, block));
      }
      return block.address();
    }
    ByteBuffer host = ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
    long address = scratch.reserve(bytes);
    staging.upload(write(host, values), address, queue);
    return address;
  }

  private static ByteBuffer write(ByteBuffer target, double[] values) {
    target.clear();
    for (double value : values) {
      target.putFloat((float) value);
    }
    return target.flip();
  }

  /** The numbers recorded since the last call, which from now on are the caller's. */
  public List<Recorded> takeRecorded() {
    synchronized (recorded) {
      List<Recorded> all = List.copyOf(recorded);
      recorded.clear();
      return all;
    }
  }

  /** Gives the memory of recorded numbers back. */
  public void release(List<Recorded> all) {
    for (Recorded r : all) {
      pool.release(r.block());
      driver.freePinned(r.pinned());
    }
  }
}
