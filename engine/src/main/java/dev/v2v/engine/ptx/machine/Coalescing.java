package dev.v2v.engine.ptx.machine;

import java.util.Arrays;

/**
 * How many pieces the hardware cuts a warp's access into. Accesses are aligned to their width, so
 * none lies across two sectors.
 */
final class Coalescing {
  private static final int SECTOR_BYTES = 32;
  private static final int SECTOR_SHIFT = 5;
  private static final int BANKS = 32;

  private Coalescing() {}

  /**
   * Adds an access to the counters: the sectors that its lanes touch, each counted once, and those
   * that would hold the bytes they want if these lay side by side.
   */
  static void count(Counters counters, int step, long[] addresses, int mask, int width) {
    long[] sorted = new long[Warp.LANES];
    int count = 0;
    boolean ascending = true;
    for (int m = mask; m != 0; m &= m - 1) {
      long address = addresses[Integer.numberOfTrailingZeros(m)];
      ascending &= count == 0 || sorted[count - 1] <= address;
      sorted[count++] = address;
    }
    if (!ascending) {
      Arrays.sort(sorted, 0, count);
    }
    int wanted = distinct(sorted, count) * width;
    for (int i = 0; i < count; i++) {
      sorted[i] >>= SECTOR_SHIFT;
    }
    counters.sectors[step] += distinct(sorted, count);
    counters.needed[step] += (wanted + SECTOR_BYTES - 1) / SECTOR_BYTES;
    counters.bytes[step] += (long) count * width;
  }

  private static int distinct(long[] sorted, int count) {
    int distinct = count == 0 ? 0 : 1;
    for (int i = 1; i < count; i++) {
      distinct += sorted[i] == sorted[i - 1] ? 0 : 1;
    }
    return distinct;
  }

  /**
   * Passes over the 32 banks of 4 bytes. Lanes that want one word share it; 8 bytes are served by
   * half warps, 16 by quarters.
   */
  static int bankPasses(long[] addresses, int mask, int width) {
    int lanes = width <= 4 ? Warp.LANES : Warp.LANES * 4 / width;
    int words = Math.max(1, width / 4);
    int passes = 0;
    for (int first = 0; first < Warp.LANES; first += lanes) {
      int part = lanes == Warp.LANES ? mask : mask & (((1 << lanes) - 1) << first);
      passes += part == 0 ? 0 : passes(addresses, part, words);
    }
    return passes;
  }

  private static int passes(long[] addresses, int mask, int words) {
    long[] sorted = new long[Warp.LANES * words];
    int count = 0;
    for (int m = mask; m != 0; m &= m - 1) {
      long word = addresses[Integer.numberOfTrailingZeros(m)] >> 2;
      for (int i = 0; i < words; i++) {
        sorted[count++] = word + i;
      }
    }
    Arrays.sort(sorted, 0, count);
    int[] load = new int[BANKS];
    int most = 0;
    for (int i = 0; i < count; i++) {
      if (i == 0 || sorted[i] != sorted[i - 1]) {
        most = Math.max(most, ++load[(int) (sorted[i] & (BANKS - 1))]);
      }
    }
    return most;
  }

  /** Lanes at the address that most of them want: an atomic serves them one after the other. */
  static int contention(long[] addresses, int mask) {
    long[] sorted = new long[Warp.LANES];
    int count = 0;
    for (int m = mask; m != 0; m &= m - 1) {
      sorted[count++] = addresses[Integer.numberOfTrailingZeros(m)];
    }
    Arrays.sort(sorted, 0, count);
    int most = 0;
    int run = 0;
    for (int i = 0; i < count; i++) {
      run = i > 0 && sorted[i] == sorted[i - 1] ? run + 1 : 1;
      most = Math.max(most, run);
    }
    return most;
  }
}
