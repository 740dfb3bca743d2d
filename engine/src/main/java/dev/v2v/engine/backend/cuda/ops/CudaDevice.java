package dev.v2v.engine.backend.cuda.ops;

import dev.v2v.engine.DType;
import dev.v2v.engine.backend.cuda.driver.Convolutions;
import dev.v2v.engine.backend.cuda.driver.Driver;
import dev.v2v.engine.backend.cuda.driver.MatrixProducts;
import dev.v2v.engine.backend.cuda.launch.Launch;
import dev.v2v.engine.backend.cuda.launch.Launcher;
import dev.v2v.engine.backend.cuda.memory.DevicePool;
import dev.v2v.engine.backend.cuda.memory.Scratch;

/**
 * What operators call on a device.
 *
 * @param queue of all work
 * @param tf32 whether float32 convolutions and products may round their inputs to 10 bits
 */
public record CudaDevice(
    Driver driver,
    Driver.Queue queue,
    DevicePool pool,
    Launcher launcher,
    Convolutions convolutions,
    MatrixProducts products,
    boolean tf32) {

  /** Starts the launch of a kernel. */
  public Launch kernel(String name, DType dtype) {
    return launcher.of(name, dtype);
  }

  /** Memory for the time of one operator. */
  public Scratch scratch() {
    return new Scratch(pool, queue);
  }
}
