package dev.v2v.data.sequence;

import dev.v2v.data.Dice;
import dev.v2v.data.EpochOrder;
import dev.v2v.data.Prefetcher;
import dev.v2v.engine.InputException;

/**
 * Batches of sequences for training, made ahead of their use. What is in the batch of a step
 * depends on the data, the settings and the step alone: neither thread timing nor an interruption
 * of the run changes it. One thread consumes.
 *
 * <p>A sequence that cannot be read ends the training with that error: unlike a pair of frames, a
 * clip of a label map data set has no substitute.
 */
public final class SequenceLoader implements AutoCloseable {
  private final SequenceSource source;
  private final Settings settings;
  private final EpochOrder order;
  private final Prefetcher<SequenceBatch> batches;

  /**
   * How to load.
   *
   * @param batchSize sequences in a batch
   * @param frames of each
   * @param maxStep longest distance between frames that are taken in a row
   * @param flip whether half of the sequences are mirrored
   * @param seed of order, windows, crops and mirroring
   * @param threads that load
   * @param buffers batches held, one of them with the consumer; at least 2
   */
  public record Settings(
      int batchSize, int frames, int maxStep, boolean flip, long seed, int threads, int buffers) {}

  /**
   * Starts to load.
   *
   * @param firstStep step of the first batch; of a resumed run, the number of steps already made
   * @throws InputException if the settings do not fit the data
   */
  public SequenceLoader(SequenceSource source, Settings settings, long firstStep) {
    if (settings.frames() < 1 || settings.maxStep() < 1) {
      throw new InputException(
          "sequences: frames and longest step must be at least 1, got "
              + settings.frames()
              + " and "
              + settings.maxStep());
    }
    this.source = source;
    this.settings = settings;
    this.order = new EpochOrder(source.entries(), 1, settings.batchSize(), settings.seed());
    this.batches =
        new Prefetcher<>(
            "sequence-loader",
            firstStep,
            settings.threads(),
            settings.buffers(),
            () -> new SequenceBatch(settings.batchSize(), settings.frames(), source.format()),
            this::fill);
  }

  /** The batch of the next step; valid until the next call. */
  public SequenceBatch next() {
    return batches.next();
  }

  public int stepsPerEpoch() {
    return order.stepsPerEpoch();
  }

  /** How long the consumer has waited for data in all. */
  public double waitedSeconds() {
    return batches.waitedSeconds();
  }

  private void fill(long step, SequenceBatch batch) {
    batch.startStep(step);
    for (int slot = 0; slot < settings.batchSize(); slot++) {
      Dice dice = Dice.of(settings.seed(), step, slot);
      int entry = order.entry(step, slot);
      Window window =
          Window.random(
              source.length(entry), settings.frames(), settings.maxStep(), dice.fork("window"));
      FrameSequence into = batch.items().get(slot);
      source.read(entry, window, dice.fork("read"), into);
      if (settings.flip() && dice.fork("flip").chance(0.5)) {
        into.flip();
      }
    }
  }

  @Override
  public void close() {
    batches.close();
  }
}
