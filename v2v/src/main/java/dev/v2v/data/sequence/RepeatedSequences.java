package dev.v2v.data.sequence;

import dev.v2v.data.Dice;

/**
 * Sequences over and over, so that an epoch is longer than there are of them: of one video, for
 * instance, each time another window is taken.
 *
 * @param entries how many count as an epoch
 */
public record RepeatedSequences(SequenceSource source, int entries) implements SequenceSource {
  @Override
  public int length(int entry) {
    return source.length(entry % source.entries());
  }

  @Override
  public SequenceFormat format() {
    return source.format();
  }

  @Override
  public boolean mirrors() {
    return source.mirrors();
  }

  @Override
  public void read(int entry, Window window, Dice dice, FrameSequence into) {
    source.read(entry % source.entries(), window, dice, into);
  }
}
