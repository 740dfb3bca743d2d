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

  /** Appends the address of a tensor's element {@code offset}. */
  public Launch tensor(Tensor t, long offset) {
    arguments.word64(CudaStorage.addressOf(t) + offset * t.dtype().bytes());
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

  /** Appends several. */
  public Launch ints(int... values) {
    for (int value : values) {
      arguments.word32(value);
    }
    return this;
  }

  /** Appends a choice, which kernels number in the order of the Java type. */
  @SuppressWarnings("EnumOrdinal") // a test compares the orders
  public Launch choice(Enum<?> value) {
    arguments.word32(value.ordinal());
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

  /** Launches a block for each of {@code jobs}, or as many as keep the device busy. */
  public void blockEach(long jobs) {
    over(jobs > 0 ? Math.multiplyExact(jobs, (long) kernel.block()) : 0, 0);
  }

  /** Launches exactly so many blocks of the kernel's size. */
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
