package dev.v2v.data;

import dev.v2v.engine.InputException;

/**
 * Which entry fills which place of which step: each epoch passes over the entries {@code repeats}
 * times, shuffled as a whole, in full batches; what is left at its end is dropped. Everything
 * follows from the seed. Thread-safe.
 */
public final class EpochOrder {
  private final int entries;
  private final int items;
  private final int batchSize;
  private final long seed;

  /** The shuffled items of an epoch. */
  private static final class Shuffle {
    final long epoch;
    final int[] items;

    Shuffle(long epoch, int[] items) {
      this.epoch = epoch;
      this.items = items;
    }
  }

  // Prefetching crosses from one epoch to the next, so two are in use at a time.
  private volatile Shuffle even;
  private volatile Shuffle odd;

  /**
   * An order.
   *
   * @throws InputException if an epoch has no full batch, or more than 2^31 - 1 items
   */
  public EpochOrder(int entries, int repeats, int batchSize, long seed) {
    if (entries < 1 || repeats < 1 || batchSize < 1) {
      throw new InputException(
          String.format(
              "epoch: entries, repeats and batch size must be at least 1, got %d, %d and %d",
              entries, repeats, batchSize));
    }
    long all = (long) entries * repeats;
    if (all < batchSize || all > Integer.MAX_VALUE) {
      throw new InputException(
          String.format(
              "epoch: %d entries x %d repeats must give at least one batch of %d and fewer than"
                  + " 2^31 items",
              entries, repeats, batchSize));
    }
    this.entries = entries;
    this.items = (int) all;
    this.batchSize = batchSize;
    this.seed = seed;
  }

  public int stepsPerEpoch() {
    return items / batchSize;
  }

  /** The epoch that a step, counted from 0, belongs to. */
  public long epoch(long step) {
    return step / stepsPerEpoch();
  }

  /** The entry at place {@code slot} of the batch of a step. */
  public int entry(long step, int slot) {
    int inEpoch = (int) (step % stepsPerEpoch());
    return shuffle(epoch(step)).items[inEpoch * batchSize + slot] % entries;
  }

  private Shuffle shuffle(long epoch) {
    Shuffle known = epoch % 2 == 0 ? even : odd;
    if (known != null && known.epoch == epoch) {
      return known;
    }
    // Two threads may both get here; they compute the same.
    Shuffle made = new Shuffle(epoch, shuffled(Dice.of(seed, epoch).fork("epoch")));
    if (epoch % 2 == 0) {
      even = made;
    } else {
      odd = made;
    }
    return made;
  }

  private int[] shuffled(Dice dice) {
    int[] order = new int[items];
    for (int i = 0; i < items; i++) {
      int j = dice.below(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
