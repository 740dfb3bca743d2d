package dev.v2v.engine.op.random;

/**
 * Philox4x32-10, a counter-based generator: block i of a stream is a function of i and the key, so
 * that any number of threads produce the same numbers as one.
 *
 * <p>Reference: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC
 * 2011, section 3.3.
 */
public final class Philox {
  private static final int ROUNDS = 10;
  private static final long M0 = 0xD2511F53L;
  private static final long M1 = 0xCD9E8D57L;
  private static final int W0 = 0x9E3779B9; // golden ratio
  private static final int W1 = 0xBB67AE85; // sqrt(3) - 1

  private Philox() {}

  /**
   * The four words of one block.
   *
   * @param low lower half of the 128-bit counter
   * @param high upper half of the counter
   * @param block receives the words
   */
  public static void block(long low, long high, long key, int[] block) {
    int x0 = (int) low;
    int x1 = (int) (low >>> 32);
    int x2 = (int) high;
    int x3 = (int) (high >>> 32);
    int k0 = (int) key;
    int k1 = (int) (key >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long p0 = M0 * Integer.toUnsignedLong(x0);
      long p1 = M1 * Integer.toUnsignedLong(x2);
      x0 = (int) (p1 >>> 32) ^ x1 ^ k0;
      x1 = (int) p1;
      x2 = (int) (p0 >>> 32) ^ x3 ^ k1;
      x3 = (int) p0;
      k0 += W0;
      k1 += W1;
    }
    block[0] = x0;
    block[1] = x1;
    block[2] = x2;
    block[3] = x3;
  }
}
