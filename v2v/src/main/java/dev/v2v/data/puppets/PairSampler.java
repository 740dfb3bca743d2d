package dev.v2v.data.puppets;

import dev.v2v.data.Dice;
import dev.v2v.data.Split;
import dev.v2v.engine.InputException;
import dev.v2v.media.RgbFrame;

/**
 * Pairs of frames of one clip, source and driving, for self-supervised training; drawn when asked
 * for, so a data set has no size. Every pair is a function of the sampler's parameters and its
 * number, whichever thread asks and whatever was asked before. Immutable, thread-safe.
 *
 * @param world where clips come from
 * @param cast which kinds
 * @param split which range of indices
 * @param clips number of different clips, or 0 for as many as there are
 * @param frames length of a clip; both frames are chosen from it at random
 * @param size side of a frame in pixels
 */
public record PairSampler(
    PuppetWorld world, Cast cast, Split split, long clips, int frames, int size) {
  /**
   * Checks the numbers.
   *
   * @throws InputException when {@code clips} is negative or more than {@link Split#RANGE}
   */
  public PairSampler {
    if (clips < 0 || clips > Split.RANGE) {
      throw new InputException(
          "puppets: clips must be 0 (no limit) .. " + Split.RANGE + ", got " + clips);
    }
  }

  /** Which frames pair {@code number} is made of. */
  public record Pair(PuppetClip clip, int source, int driving) {}

  /** Chooses pair {@code number}, without drawing it. */
  public Pair pair(long number) {
    Dice dice = Dice.of(world.seed(), number).fork("pair").fork(split.name());
    long index = split.index(dice.below(clips == 0 ? Split.RANGE : clips));
    PuppetClip clip = world.clip(cast.kind(world, index), index, frames, size);
    return new Pair(clip, dice.below(frames), dice.below(frames));
  }

  /**
   * Draws pairs {@code first .. first + n - 1}.
   *
   * @param source receives the source frames, {@code (n, H, W, 3)}, values in [0, 1] that are
   *     multiples of 1/255, as if read from files
   * @param driving receives the driving frames, alike
   * @throws InputException when an array holds another number of values
   */
  public void fill(long first, int n, float[] source, float[] driving) {
    int values = 3 * size * size;
    if (n < 1 || source.length != n * values || driving.length != n * values) {
      throw new InputException(
          "puppets: expected arrays of "
              + n
              + " x "
              + size
              + " x "
              + size
              + " x 3 values, got "
              + source.length
              + " and "
              + driving.length);
    }
    RgbFrame frame = new RgbFrame(size, size);
    for (int i = 0; i < n; i++) {
      Pair pair = pair(first + i);
      pair.clip.draw(pair.source, frame);
      frame.light(source, i * values);
      pair.clip.draw(pair.driving, frame);
      frame.light(driving, i * values);
    }
  }
}
