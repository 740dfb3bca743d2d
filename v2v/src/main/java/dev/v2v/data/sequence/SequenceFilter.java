package dev.v2v.data.sequence;

import dev.v2v.data.Dice;

/** Sequences of another source, with something changed: all that a subclass leaves as it is. */
public abstract class SequenceFilter implements SequenceSource {
  private final SequenceSource source;

  /** A filter of {@code source}. */
  protected SequenceFilter(SequenceSource source) {
    this.source = source;
  }

  @Override
  public int entries() {
    return source.entries();
  }

  @Override
  public int length(int entry) {
    return source.length(entry);
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
    source.read(entry, window, dice, into);
  }
}
