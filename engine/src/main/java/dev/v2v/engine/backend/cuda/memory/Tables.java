package dev.v2v.engine.backend.cuda.memory;

import dev.v2v.engine.OutOfDeviceMemoryException;
import dev.v2v.engine.backend.cuda.driver.Driver;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tables in device memory that stay the same as long as their content does: the addresses of all
 * parameters of a model, for instance. A step that was done before finds its table there. Tables
 * that a recorded graph reads are kept for good. Thread-safe.
 */
public final class Tables {
  private static final int MOST = 64;

  private final Driver driver;
  private final Driver.Queue queue;
  private final DevicePool pool;
  private final Map<ByteBuffer, Table> tables = new LinkedHashMap<>(16, 0.75f, true);
  private Driver.Queue copies;

  private static final class Table {
    final long address;
    boolean kept;

    Table(long address) {
      this.address = address;
    }
  }

  public Tables(Driver driver, Driver.Queue queue, DevicePool pool) {
    this.driver = driver;
    this.queue = queue;
    this.pool = pool;
  }

  /** Address of a table with this content, from position to limit. */
  public synchronized long address(ByteBuffer content) {
    Table table = tables.get(content);
    if (table == null) {
      table = new Table(upload(content));
      ByteBuffer key = ByteBuffer.allocate(content.remaining());
      tables.put(key.put(content.duplicate()).flip(), table);
      dropOldest();
    }
    table.kept |= pool.isRecording();
    return table.address;
  }

  /** Through a queue of its own, so that a queue that is recorded is left alone. */
  private long upload(ByteBuffer content) {
    if (copies == null) {
      copies = driver.createQueue();
    }
    int bytes = content.remaining();
    long address = driver.allocate(bytes, copies);
    if (address == 0) {
      throw new OutOfDeviceMemoryException(
          "no device memory for a table of " + Bytes.text(bytes) + "; use a smaller batch", null);
    }
    ByteBuffer pinned = driver.allocatePinned(bytes);
    pinned.clear().limit(bytes);
    pinned.put(content.duplicate()).flip();
    driver.copyToDevice(pinned, address, copies);
    driver.synchronize(copies);
    driver.freePinned(pinned);
    return address;
  }

  private void dropOldest() {
    if (tables.size() <= MOST) {
      return;
    }
    List<ByteBuffer> keys = new ArrayList<>(tables.keySet()); // the least recently used first
    for (ByteBuffer key : keys.subList(0, keys.size() - 1)) {
      if (!tables.get(key).kept) {
        driver.free(tables.remove(key).address, queue);
        return;
      }
    }
  }
}
