package dev.v2v.engine.backend.cuda;

import dev.v2v.engine.ShapeException;
import dev.v2v.engine.SharedBuffer;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cuda.driver.Driver;
import dev.v2v.engine.backend.cuda.memory.CudaStorage;

/**
 * A buffer of OpenGL in the address space of a device.
 *
 * <p>IMPLEMENTATION NOTES: CUDA wants registering, mapping and unmapping on the thread that has the
 * OpenGL context; the address that mapping gives may be used from any.
 */
final class CudaSharedBuffer implements SharedBuffer {
  private final Driver driver;
  private final Driver.Queue queue;
  private final Driver.SharedMemory memory;
  private final long bytes;
  private volatile long address; // 0 while the buffer is OpenGL's

  CudaSharedBuffer(Driver driver, Driver.Queue queue, int buffer, long bytes) {
    this.driver = driver;
    this.queue = queue;
    this.bytes = bytes;
    this.memory = driver.shareGl(buffer);
  }

  @Override
  public void map() {
    address = driver.map(memory, bytes, queue);
  }

  @Override
  public void write(Tensor tensor) {
    if (tensor.bytes() != bytes) {
      throw new ShapeException("shared buffer: must get " + bytes + " bytes, got " + tensor.spec());
    }
    if (address == 0) {
      throw new IllegalStateException("shared buffer: must be mapped while it is written");
    }
    driver.copy(CudaStorage.addressOf(tensor), address, bytes, queue);
    driver.synchronize(queue);
  }

  @Override
  public void unmap() {
    address = 0;
    driver.unmap(memory, queue);
  }

  @Override
  public void close() {
    if (address != 0) {
      unmap();
    }
    driver.destroy(memory);
  }
}
