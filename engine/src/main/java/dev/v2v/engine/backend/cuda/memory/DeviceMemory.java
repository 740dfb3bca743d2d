package dev.v2v.engine.backend.cuda.memory;

/**
 * What a pool holds, in bytes.
 *
 * @param asked by tensors that live
 * @param live handed out, rounded up to size classes
 * @param reserved taken from the driver
 * @param peakLive highest value of live
 * @param peakReserved highest value of reserved
 * @param largestFree largest block that is reserved and not live
 * @param allocations how often the pool had to ask the driver
 */
public record DeviceMemory(
    long asked,
    long live,
    long reserved,
    long peakLive,
    long peakReserved,
    long largestFree,
    long allocations) {
  /** Share of the free memory that one allocation could not have, 0 without free memory. */
  public double fragmentation() {
    long free = reserved - live;
    return free == 0 ? 0 : 1 - (double) largestFree / free;
  }

  /** Share of the live memory that rounding to size classes costs. */
  public double rounding() {
    return live == 0 ? 0 : 1 - (double) asked / live;
  }
}
