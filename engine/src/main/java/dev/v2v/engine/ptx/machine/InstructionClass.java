package dev.v2v.engine.ptx.machine;

/** What executed instructions are counted by. */
public enum InstructionClass {
  /** Float32 sums, products, comparisons. */
  FLOAT32,
  /** Division, roots, and approximate functions. */
  SPECIAL,
  FLOAT64,
  INTEGER,
  CONVERT,
  /** Moves, selections and logic of predicates. */
  MOVE,
  GLOBAL,
  SHARED,
  LOCAL,
  /** Parameters and constants. */
  CONSTANT,
  ATOMIC,
  SHUFFLE,
  BARRIER,
  CONTROL
}
