package dev.v2v.engine.ptx.machine;

import dev.v2v.engine.ptx.text.PtxInstruction;

/**
 * What one instruction of a kernel did in a launch.
 *
 * @param text the instruction with its place
 * @param issued times that warps issued it
 * @param lanes lanes that took part, over all of them
 * @param sectors 32-byte sectors of global memory that its requests touched
 * @param needed sectors that would have done, had the bytes wanted lain side by side
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
    long needed,
    long bytes,
    long passes,
    long diverged) {

  /** The sum of both, of the same instruction. */
  public StepProfile plus(StepProfile o) {
    return new StepProfile(
        text,
        kind,
        issued + o.issued,
        lanes + o.lanes,
        sectors + o.sectors,
        needed + o.needed,
        bytes + o.bytes,
        passes + o.passes,
        diverged + o.diverged);
  }
}
