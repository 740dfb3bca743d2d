package dev.v2v.data.sequence;

import dev.v2v.data.Dice;
import java.util.Optional;

/**
 * Files of what a network is told of frames: label maps, or pictures in their place. Immutable,
 * thread-safe.
 */
interface FrameContent {
  /** The files; frames are called like them. */
  FrameTree files();

  /** How big frame {@code t} of a sequence is. */
  ScaleRule.Size size(int entry, int t);

  /** The part of a sequence's frames that is used; empty for all of it. */
  default Optional<Placing.Cut> cut(int entry) {
    return Optional.empty();
  }

  /**
   * Reads one frame.
   *
   * @param dice for what is random about a frame
   * @param k where it goes in {@code into}
   * @throws dev.v2v.engine.InputException when the file is not what it should be
   */
  void read(int entry, int t, Placing placing, Dice dice, int k, FrameSequence into);
}
