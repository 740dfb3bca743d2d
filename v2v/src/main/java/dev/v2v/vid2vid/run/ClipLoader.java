package dev.v2v.vid2vid.run;

import dev.v2v.data.sequence.SequenceBatch;
import dev.v2v.data.sequence.SequenceLoader;
import dev.v2v.vid2vid.training.TrainConfig;

/**
 * Batches of clips that are as long as the epoch asks for. What is in the batch of a step depends
 * on the step alone. Single-thread.
 */
final class ClipLoader implements AutoCloseable {
  private final VideoData data;
  private final TrainConfig config;
  private final long seed;
  private final int workers;
  private final int ahead;
  private final int shortest; // of clips, without those ahead
  private final int stepsPerEpoch;
  private SequenceLoader loader;
  private int frames;
  private long next;
  private double waited;

  /**
   * Starts to load.
   *
   * @param ahead frames to load besides those that are generated and those before them
   * @param firstStep step of the first batch; of a resumed run, the number of steps already made
   */
  ClipLoader(
      VideoData data, TrainConfig config, int ahead, long seed, int workers, long firstStep) {
    this.data = data;
    this.config = config;
    this.seed = seed;
    this.workers = workers;
    this.ahead = ahead;
    this.shortest = data.shortest() - ahead;
    this.next = firstStep;
    this.stepsPerEpoch = Math.max(1, data.source().entries() / config.batchSize());
    open();
  }

  /** The batch of the next step; valid until the next call. */
  SequenceBatch next() {
    if (framesOf(next) != frames) {
      close();
      open();
    }
    next++;
    return loader.next();
  }

  int stepsPerEpoch() {
    return stepsPerEpoch;
  }

  /** How long the consumer has waited for data in all. */
  double waitedSeconds() {
    return waited + loader.waitedSeconds();
  }

  private int framesOf(long step) {
    return config.growth().at(step / stepsPerEpoch, shortest).frames() + ahead;
  }

  private void open() {
    frames = framesOf(next);
    loader =
        new SequenceLoader(
            data.source(),
            new SequenceLoader.Settings(
                config.batchSize(),
                frames,
                config.maxStep(),
                config.flip() && data.source().mirrors(),
                seed,
                workers,
                workers + 1),
            next);
  }

  @Override
  public void close() {
    waited += loader.waitedSeconds();
    loader.close();
  }
}
