package dev.v2v.data;

import dev.v2v.data.augment.Augmentation;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.V2vException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Batches for training, made ahead of their use. What is in the batch of a step depends on the
 * data, the settings and the step alone: neither thread timing nor an interruption of the run
 * changes it. One thread consumes.
 *
 * <p>An entry that cannot be read is reported once and another one, drawn by the same dice, takes
 * its place; as long as the same files are damaged, that too repeats exactly.
 */
public final class PairLoader implements AutoCloseable {
  /** Entries tried for one place of a batch; if so many in a row fail, the data set is at fault. */
  private static final int MAX_TRIES = 50;

  private final PairSource pairs;
  private final Augmentation augmentation;
  private final Settings settings;
  private final EpochOrder order;
  private final Consumer<String> warnings;
  private final Set<String> skipped = new ConcurrentSkipListSet<>();
  private final Prefetcher<PairBatch> batches;

  /**
   * How to load.
   *
   * @param batchSize pairs in a batch
   * @param repeats passes over the entries in one epoch
   * @param seed of order, frames and augmentation
   * @param threads that load and augment
   * @param buffers batches held, one of them with the consumer; at least 2
   */
  public record Settings(int batchSize, int repeats, long seed, int threads, int buffers) {}

  /** A loader with direct buffers of its own; otherwise as the other constructor. */
  public PairLoader(
      PairSource pairs,
      Augmentation augmentation,
      Settings settings,
      long firstStep,
      Consumer<String> warnings) {
    this(pairs, augmentation, settings, firstStep, warnings, ByteBuffer::allocateDirect);
  }

  /**
   * Starts to load.
   *
   * @param firstStep step of the first batch; of a resumed run, the number of steps already made
   * @param warnings told once about each entry that cannot be read; called from any thread
   * @param allocate gives a direct buffer of so many bytes, pinned memory for instance; the caller
   *     frees it after {@link #close}
   * @throws InputException if the settings do not fit the data
   */
  public PairLoader(
      PairSource pairs,
      Augmentation augmentation,
      Settings settings,
      long firstStep,
      Consumer<String> warnings,
      IntFunction<ByteBuffer> allocate) {
    this.pairs = pairs;
    this.augmentation = augmentation;
    this.settings = settings;
    this.warnings = warnings;
    this.order =
        new EpochOrder(pairs.entries(), settings.repeats(), settings.batchSize(), settings.seed());
    Augmentation.Size size = augmentation.outputSize(pairs.width(), pairs.height());
    Shape shape = Shape.of(settings.batchSize(), size.height(), size.width(), 3);
    this.batches =
        new Prefetcher<>(
            "pair-loader",
            firstStep,
            settings.threads(),
            settings.buffers(),
            () -> new PairBatch(shape, FramePair.black(pairs.width(), pairs.height()), allocate),
            this::fill);
  }

  /** The batch of the next step; valid until the next call. */
  public PairBatch next() {
    return batches.next();
  }

  public int stepsPerEpoch() {
    return order.stepsPerEpoch();
  }

  /** Epoch, counted from 0, that a step belongs to. */
  public long epoch(long step) {
    return order.epoch(step);
  }

  /** Why entries were skipped so far: one text for each cause, in alphabetical order. */
  public List<String> skipped() {
    return List.copyOf(skipped);
  }

  /** How long the consumer has waited for data in all. */
  public double waitedSeconds() {
    return batches.waitedSeconds();
  }

  private void fill(long step, PairBatch batch) {
    batch.startStep(step);
    for (int slot = 0; slot < settings.batchSize(); slot++) {
      Dice dice = Dice.of(settings.seed(), step, slot);
      draw(order.entry(step, slot), dice, batch.scratch());
      batch.put(slot, augmentation.apply(batch.scratch(), dice.fork("augmentation")));
    }
  }

  private void draw(int firstEntry, Dice dice, FramePair into) {
    Dice substitutes = dice.fork("substitutes");
    int entry = firstEntry;
    V2vException last = null;
    for (int i = 0; i < MAX_TRIES; i++) {
      try {
        pairs.draw(entry, dice.fork("pair"), into);
        return;
      } catch (V2vException e) {
        report(e);
        last = e;
        entry = substitutes.below(pairs.entries());
      }
    }
    throw new InputException(
        "data set: must have readable clips, got "
            + MAX_TRIES
            + " failures in a row, the last one: "
            + last.getMessage(),
        last);
  }

  private void report(V2vException e) {
    if (skipped.add(String.valueOf(e.getMessage()))) {
      warnings.accept("skipped: " + e.getMessage());
    }
  }

  /** Stops loading. */
  @Override
  public void close() {
    batches.close();
  }
}
