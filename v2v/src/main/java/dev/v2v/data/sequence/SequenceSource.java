package dev.v2v.data.sequence;

import dev.v2v.data.Dice;

/** Sequences by number. Thread-safe. */
public interface SequenceSource {
  /** How many there are. */
  int entries();

  /** Frames of sequence {@code entry}. */
  int length(int entry);

  /** What sequences hold. */
  SequenceFormat format();

  /** Whether a mirrored sequence is one, too: not where colours tell left from right. */
  default boolean mirrors() {
    return true;
  }

  /**
   * Reads or draws some frames of a sequence. The same arguments give the same result.
   *
   * @param window which frames; within the length
   * @param dice for what is random about it, such as where it is cropped
   * @param into a buffer for as many frames as the window has
   * @throws dev.v2v.engine.V2vException when a file cannot be read or does not hold what it should
   */
  void read(int entry, Window window, Dice dice, FrameSequence into);
}
