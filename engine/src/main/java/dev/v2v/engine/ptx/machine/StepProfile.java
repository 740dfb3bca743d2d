package dev.v2v.engine.ptx.machine;

import dev.v2v.engine.ptx.text.PtxInstruction;

/**
 * What one instruction of a kernel did in a launch.
 *
 * @param text the instruction with its place
 * @param issued times that warps issued it
 * @param lanes lanes that took part, over all of them
 * @param sectors 32-byte sectors of global memory that its requests touched
 * @param bytes that its lanes asked for, of any memory
 * @param passes over the banks of shared memory; of atomics, lanes at the busiest address
 * @param diverged times that lanes parted at it
 */
public record StepProfile(
    PtxInstruction text,
    InstructionClass kind,
    long issued,
    long lanes,
    long sectors,
    long bytes,
    long passes,
    long diverged) {

  /**
   * Bytes that lanes asked for over bytes that were moved for them. Above 1 if lanes share words,
   * and 1 if there was nothing to move.
   */
  public double efficiency() {
    return sectors == 0 ? 1 : bytes / (32.0 * sectors);
  }

  /** Sectors beyond those that the bytes asked for would fill. */
  public long wastedSectors() {
    return Math.max(0, sectors - (bytes + 31) / 32);
  }
}
