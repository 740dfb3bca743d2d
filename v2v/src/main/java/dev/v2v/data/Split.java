package dev.v2v.data;

import dev.v2v.engine.InputException;

/** Training and test data use disjoint ranges of indices, so no identity is in both. */
public enum Split {
  TRAIN(0),
  TEST(Split.RANGE);

  /** Samples in each split. */
  public static final long RANGE = 1L << 40;

  private final long first;

  Split(long first) {
    this.first = first;
  }

  /**
   * Index in the world of sample {@code i} of this split.
   *
   * @throws InputException unless {@code i} is in 0 .. {@link #RANGE} - 1
   */
  public long index(long i) {
    if (i < 0 || i >= RANGE) {
      throw new InputException(
          "split: a sample must be 0.." + (RANGE - 1) + " of a split, got " + i);
    }
    return first + i;
  }
}
