package dev.v2v.engine.ptx.machine;

/** A decoded instruction: does its work for the lanes of a mask, bit 0 for lane 0. */
@FunctionalInterface
interface Instruction {
  void execute(Warp warp, int mask);
}
