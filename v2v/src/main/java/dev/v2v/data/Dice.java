package dev.v2v.data;

import java.util.List;

/**
 * Random draws that are a pure function of a key and a counter. The same key gives the same draws
 * on every machine, in any order of creation, so a sample can be reproduced from its indices alone.
 * Single-thread; {@link #fork} is cheap and gives independent dice.
 *
 * <p>IMPLEMENTATION NOTES: the mixer is the 64-bit finaliser of SplitMix64, applied to key plus
 * counter times an odd constant. Labels go through {@link String#hashCode}, which is specified.
 */
public final class Dice {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final long key;
  private long counter;

  private Dice(long key) {
    this.key = key;
  }

  /** Dice for the sample that {@code path} names under {@code seed}. */
  public static Dice of(long seed, long... path) {
    long key = mix(seed + GOLDEN);
    for (long step : path) {
      key = mix(key ^ mix(step + GOLDEN));
    }
    return new Dice(key);
  }

  /** Independent dice for one named choice, whatever was drawn here before. */
  public Dice fork(String label) {
    return new Dice(mix(key ^ mix(label.hashCode() + GOLDEN)));
  }

  /** The next 64 random bits. */
  public long bits() {
    return mix(key + GOLDEN * ++counter);
  }

  /** Uniform in [0, 1). */
  public double unit() {
    return (bits() >>> 11) * 0x1p-53;
  }

  /** Uniform in [low, high). */
  public double in(double low, double high) {
    return low + (high - low) * unit();
  }

  /**
   * Uniform in 0 .. bound - 1.
   *
   * @throws IllegalArgumentException when {@code bound} is not positive
   */
  public int below(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("Dice.below: bound must be positive, got " + bound);
    }
    return (int) Math.floor(unit() * bound);
  }

  /**
   * Uniform in 0 .. bound - 1.
   *
   * @throws IllegalArgumentException when {@code bound} is not positive
   */
  public long below(long bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("Dice.below: bound must be positive, got " + bound);
    }
    // Bias is below bound / 2^63: nobody draws from ranges where it could be seen.
    return (bits() >>> 1) % bound;
  }

  /** True with the given probability. */
  public boolean chance(double probability) {
    return unit() < probability;
  }

  /** A draw from the standard normal distribution, by Box and Muller. */
  public double normal() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - unit()));
    return radius * StrictMath.cos(2 * Math.PI * unit());
  }

  /** -1 or 1. */
  public int sign() {
    return chance(0.5) ? 1 : -1;
  }

  /** One of {@code choices}, each as likely. */
  public <T> T pick(List<T> choices) {
    return choices.get(below(choices.size()));
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
