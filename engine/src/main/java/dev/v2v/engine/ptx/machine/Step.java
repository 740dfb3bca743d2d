package dev.v2v.engine.ptx.machine;

import dev.v2v.engine.ptx.text.PtxInstruction;

/**
 * One instruction in its place in the code. Immutable.
 *
 * @param guard index of the predicate under which it is done, -1 for always
 * @param flip all ones to take the predicate negated, else 0
 * @param work what it does, {@code null} for control flow
 * @param target where a branch goes to
 * @param reconverge where the lanes of a branch that parted run together again
 * @param text as it was written
 */
record Step(
    Flow flow,
    int guard,
    int flip,
    Instruction work,
    int target,
    int reconverge,
    InstructionClass kind,
    PtxInstruction text) {

  /** What a step does to the order of execution. */
  enum Flow {
    NEXT,
    BRANCH,
    BARRIER,
    EXIT
  }
}
