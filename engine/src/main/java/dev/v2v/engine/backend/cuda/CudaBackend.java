package dev.v2v.engine.backend.cuda;

import dev.v2v.engine.Backend;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.MemoryStatistics;
import dev.v2v.engine.SharedBuffer;
import dev.v2v.engine.Storage;
import dev.v2v.engine.Stream;
import dev.v2v.engine.backend.cuda.driver.DeviceInfo;
import dev.v2v.engine.backend.cuda.driver.Driver;
import dev.v2v.engine.backend.cuda.launch.Launcher;
import dev.v2v.engine.backend.cuda.memory.Constants;
import dev.v2v.engine.backend.cuda.memory.CudaStorage;
import dev.v2v.engine.backend.cuda.memory.DeviceMemory;
import dev.v2v.engine.backend.cuda.memory.DevicePool;
import dev.v2v.engine.backend.cuda.memory.Staging;
import dev.v2v.engine.backend.cuda.memory.Tables;
import dev.v2v.engine.backend.cuda.ops.CudaDevice;
import dev.v2v.engine.backend.cuda.ops.CudaKernels;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;

/**
 * One CUDA device. All work goes to one queue and is done in order; launches return before their
 * work is done. Thread-safe.
 */
public final class CudaBackend implements Backend {
  private static final int STAGING_BYTES = 8 << 20;

  private final String name;
  private final Driver driver;
  private final Driver.Queue queue;
  private final Stream stream;
  private final DevicePool pool;
  private final Staging staging;
  private final Constants constants;
  private final Launcher launcher;
  private final KernelRegistry registry;
  private final String libraries;

  /**
   * A device on a driver.
   *
   * @param platform what convolves and multiplies on it, and compiles for it
   */
  public CudaBackend(String name, CudaPlatform platform) {
    this.name = name;
    this.driver = platform.driver();
    this.queue = driver.createQueue();
    this.pool = new DevicePool(name, driver);
    this.stream = new CudaStream(driver, queue, pool);
    this.staging = new Staging(driver, STAGING_BYTES);
    this.constants = new Constants(driver, queue, pool, staging);
    this.launcher = new Launcher(driver, platform.kernels(), queue);
    this.registry = new KernelRegistry(name);
    CudaKernels.registerAll(
        new CudaDevice(
            driver,
            queue,
            pool,
            new Tables(driver, queue, pool),
            constants,
            launcher,
            platform.convolutions(),
            platform.products(),
            platform.tf32(),
            Boolean.getBoolean("v2v.deterministic")),
        registry);
    this.libraries =
        platform.kernels().description()
            + ", "
            + platform.convolutions().description()
            + ", "
            + platform.products().description();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    DeviceInfo d = driver.device();
    return String.format(
        Locale.ROOT,
        "%s, sm_%d, %d multiprocessors, %.1f GiB, driver for CUDA %s, %s",
        d.name(),
        d.architecture(),
        d.multiprocessors(),
        d.memoryBytes() / (double) (1 << 30),
        d.cuda(),
        libraries);
  }

  @Override
  public KernelRegistry kernels() {
    return registry;
  }

  @Override
  public Stream stream() {
    return stream;
  }

  @Override
  public Storage allocate(long bytes) {
    return CudaStorage.of(this, bytes, pool, pool.take(bytes, queue));
  }

  @Override
  public Storage slice(Storage whole, long offset, long bytes) {
    return ((CudaStorage) whole).slice(offset, bytes);
  }

  @Override
  public void upload(ByteBuffer source, Storage target) {
    refuseWhileRecording("upload");
    staging.upload(source, ((CudaStorage) target).address(), queue);
  }

  @Override
  public void download(Storage source, ByteBuffer target) {
    refuseWhileRecording("download");
    staging.download(((CudaStorage) source).address(), target, queue);
  }

  /** A graph holds work of the device alone: what the host gives or takes is not replayed. */
  private void refuseWhileRecording(String what) {
    if (pool.isRecording()) {
      throw new IllegalStateException(
          what
              + ": a graph is being recorded, and a copy from or to the host is no part of it;"
              + " make the tensor before and write to it between replays");
    }
  }

  @Override
  public MemoryStatistics memory() {
    DeviceMemory m = pool.statistics();
    return new MemoryStatistics(
        m.live(), m.reserved() - m.live(), m.peakReserved(), m.allocations());
  }

  /** What the pool holds, in more detail than {@link #memory}. */
  public DeviceMemory deviceMemory() {
    return pool.statistics();
  }

  @Override
  public Optional<SharedBuffer> shareGl(int buffer, long bytes) {
    return Optional.of(new CudaSharedBuffer(driver, queue, buffer, bytes));
  }

  @Override
  public void trim() {
    pool.trim();
  }

  /** The driver, for measuring. */
  public Driver driver() {
    return driver;
  }

  /** The queue of all work, for measuring. */
  public Driver.Queue queue() {
    return queue;
  }

  /** Starts kernels outside of operators, for measuring. */
  public Launcher launcher() {
    return launcher;
  }

  DevicePool pool() {
    return pool;
  }

  Constants constants() {
    return constants;
  }

  /**
   * Records what {@code work} launches as a graph, instead of doing it. What it computes on must be
   * there already and stay; run it once before, so that kernels are loaded, weights converted and
   * algorithms chosen.
   */
  @Override
  public CudaGraph record(Runnable work) {
    return CudaGraph.record(this, work);
  }

  @Override
  public boolean records() {
    return true;
  }

  @Override
  public String toString() {
    return name;
  }
}
