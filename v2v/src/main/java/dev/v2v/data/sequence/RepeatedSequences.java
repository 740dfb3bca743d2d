package dev.v2v.data.sequence;

import dev.v2v.data.Dice;

/**
 * Sequences over and over, so that an epoch is longer than there are of them: of one video, for
 * instance, each time another window is taken. Thread-safe if the source is.
 */
public final class RepeatedSequences extends SequenceFilter {
  private final int entries;

  /**
   * Repeats a source.
   *
   * @param entries how many count as an epoch
   */
  public RepeatedSequences(SequenceSource source, int entries) {
    super(source);
    this.entries = entries;
  }

  @Override
  public int entries() {
    return entries;
  }

  @Override
  public int length(int entry) {
    return super.length(entry % super.entries());
  }

  @Override
  public void read(int entry, Window window, Dice dice, FrameSequence into) {
    super.read(entry % super.entries(), window, dice, into);
  }
}
