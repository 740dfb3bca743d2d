package dev.v2v.engine.backend.cuda.ops;

import dev.v2v.engine.DType;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cuda.driver.Convolutions;
import dev.v2v.engine.backend.cuda.driver.Driver;
import dev.v2v.engine.backend.cuda.driver.MatrixProducts;
import dev.v2v.engine.backend.cuda.launch.Launch;
import dev.v2v.engine.backend.cuda.launch.Launcher;
import dev.v2v.engine.backend.cuda.memory.Constants;
import dev.v2v.engine.backend.cuda.memory.DevicePool;
import dev.v2v.engine.backend.cuda.memory.Scratch;
import dev.v2v.engine.backend.cuda.memory.Tables;

/**
 * What operators call on a device.
 *
 * @param queue of all work
 * @param tf32 whether float32 convolutions and products may round their inputs to 10 bits
 * @param deterministic whether gradients must be the same bits in every run, at the cost of speed
 */
public record CudaDevice(
    Driver driver,
    Driver.Queue queue,
    DevicePool pool,
    Tables tables,
    Constants constants,
    Launcher launcher,
    Convolutions convolutions,
    MatrixProducts products,
    boolean tf32,
    boolean deterministic) {

  /** Threads that each take 16 bytes of a tensor. */
  static long vectors(Tensor t) {
    return (t.bytes() + 15) / 16;
  }

  /** Blocks that share a sum over so many threads' work without crowding one another. */
  int summingBlocks(long threads, int block) {
    long most = 4L * driver.device().multiprocessors();
    return (int) Math.max(1, Math.min(most, (threads + block - 1) / block));
  }

  /** Starts the launch of a kernel. */
  public Launch kernel(String name, DType dtype) {
    return launcher.of(name, dtype);
  }

  /** The same for a type as the catalogue spells it. */
  public Launch kernel(String name, String suffix) {
    return launcher.of(name, suffix);
  }

  /** Queues zeros. */
  public void zero(long address, long bytes) {
    driver.fill(address, 0, bytes, queue);
  }

  /** Memory for the time of one operator. */
  public Scratch scratch() {
    return new Scratch(pool, queue);
  }
}
