package dev.v2v.engine.backend.cuda.driver;

/**
 * A CUDA device.
 *
 * @param ordinal its number among the devices that {@code CUDA_VISIBLE_DEVICES} leaves
 * @param major first number of its compute capability
 * @param minor second number
 * @param memoryBytes all of its memory
 * @param sharedBytes shared memory that one block may take, when it asks for it
 * @param clockKhz highest clock of the multiprocessors
 * @param memoryClockKhz highest clock of the memory
 * @param busBits width of the memory bus
 * @param driverVersion newest CUDA that the driver runs, 1000 major + 10 minor
 */
public record DeviceInfo(
    int ordinal,
    String name,
    int major,
    int minor,
    int multiprocessors,
    long memoryBytes,
    int sharedBytes,
    int l2Bytes,
    int clockKhz,
    int memoryClockKhz,
    int busBits,
    int driverVersion) {
  /** Number of the architecture as compilers write it, 90 for compute capability 9.0. */
  public int architecture() {
    return 10 * major + minor;
  }

  /** Version of CUDA as people write it, {@code 12.6}. */
  public String cuda() {
    return driverVersion / 1000 + "." + driverVersion % 1000 / 10;
  }
}
