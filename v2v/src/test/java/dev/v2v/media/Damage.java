package dev.v2v.media;

import java.util.Arrays;
import java.util.Random;

/** Reproducible harm to files, for tests. */
final class Damage {
  private Damage() {}

  /** A copy with 1 to 16 bytes replaced. */
  static byte[] flip(byte[] whole, long seed) {
    Random random = new Random(seed);
    byte[] damaged = whole.clone();
    int count = 1 + random.nextInt(16);
    for (int i = 0; i < count; i++) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
    }
    return damaged;
  }

  /** A copy that ends after a share of the bytes. */
  static byte[] cut(byte[] whole, double share) {
    return Arrays.copyOf(whole, (int) (whole.length * share));
  }
}
