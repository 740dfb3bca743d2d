package dev.v2v.engine.ptx.machine;

import java.util.SplittableRandom;

/**
 * In which order blocks of a grid and warps of a block run. CUDA promises none; a kernel that gives
 * the same bits under every order is deterministic. Immutable.
 *
 * @param seed 0 for ascending order, else of a permutation
 */
public record Schedule(long seed) {
  /** Ascending numbers, the same in every run. */
  public static final Schedule ASCENDING = new Schedule(0);

  int[] blocks(int count) {
    return order(0x626c6f636bL, count);
  }

  /** Order of warps; {@code salt} tells blocks and phases between barriers apart. */
  int[] warps(int salt, int count) {
    return order(salt, count);
  }

  private int[] order(long salt, int count) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    if (seed != 0) {
      SplittableRandom random = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + salt);
      for (int i = count - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int swap = order[i];
        order[i] = order[j];
        order[j] = swap;
      }
    }
    return order;
  }
}
