package dev.v2v.engine.backend.cuda.launch;

import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cuda.driver.Arguments;
import dev.v2v.engine.backend.cuda.driver.Driver;
import dev.v2v.engine.backend.cuda.driver.LaunchShape;
import dev.v2v.engine.backend.cuda.memory.CudaStorage;

/**
 * One launch in the making: arguments in the kernel's order, then how many threads. Each thread has
 * one, used again for every launch, so nothing is allocated.
 *
 * <pre>{@code
 * launcher.of("grid_sample", dtype).tensor(x).tensor(grid).tensor(y).int32(pixels).over(pixels);
 * }</pre>
 */
public final class Launch {
  /**
   * Blocks a multiprocessor is given beyond those it runs at once, so that none idles at the end.
   */
  private static final int WAVES = 4;

  private static final int THREADS_OF_MULTIPROCESSOR = 2048;

  private final Driver driver;
  private final Driver.Queue queue;
  private final Arguments arguments = new Arguments();
  private DeviceKernel kernel;

  Launch(Driver driver, Driver.Queue queue) {
    this.driver = driver;
    this.queue = queue;
  }

  Launch of(DeviceKernel next) {
    kernel = next;
    arguments.clear();
    return this;
  }

  /** Appends a tensor's address, 0 for an absent one. */
  public Launch tensor(Tensor t) {
    arguments.word64(CudaStorage.addressOrNull(t));
    return this;
  }

  /** Appends an address of memory that is no tensor. */
  public Launch address(long address) {
    arguments.word64(address);
    return this;
  }

  public Launch int32(int value) {
    arguments.word32(value);
    return this;
  }

  /** Appends a size that the kernel holds in 32 bits. */
  public Launch int32(long value) {
    if ((int) value != value) {
      throw new IllegalArgumentException(
          "kernel " + kernel.entry().name() + ": sizes must be below 2^31, got " + value);
    }
    arguments.word32((int) value);
    return this;
  }

  public Launch flag(boolean value) {
    arguments.word32(value ? 1 : 0);
    return this;
  }

  public Launch int64(long value) {
    arguments.word64(value);
    return this;
  }

  public Launch float32(double value) {
    arguments.float32((float) value);
    return this;
  }

  /** Launches about {@code threads} threads; kernels stride over the rest. Nothing for 0. */
  public void over(long threads) {
    over(threads, 0);
  }

  /** The same with shared memory beside what the kernel declares. */
  public void over(long threads, int sharedBytes) {
    if (threads <= 0) {
      return;
    }
    int block = kernel.block();
    long blocks = (threads + block - 1) / block;
    long most =
        (long) driver.device().multiprocessors() * (THREADS_OF_MULTIPROCESSOR / block) * WAVES;
    blocks(Math.min(blocks, Math.max(1, most)), sharedBytes);
  }

  /** Launches exactly so many blocks of the kernel's size, for kernels that give each one a job. */
  public void blocks(long blocks, int sharedBytes) {
    if (blocks <= 0) {
      return;
    }
    kernel.check(arguments);
    LaunchShape shape =
        new LaunchShape(Math.toIntExact(blocks), 1, 1, kernel.block(), 1, 1, sharedBytes);
    driver.launch(kernel.function(), shape, arguments, queue);
  }
}
