package dev.v2v.data.street;

import dev.v2v.data.Dice;
import dev.v2v.data.Split;
import dev.v2v.data.sequence.FrameSequence;
import dev.v2v.data.sequence.SequenceFormat;
import dev.v2v.data.sequence.SequenceSource;
import dev.v2v.data.sequence.Window;
import dev.v2v.engine.InputException;
import java.util.Optional;

/**
 * Training streets without end: none comes up again but by chance, one in 2^40. Immutable.
 *
 * @param world where clips come from
 * @param weather of all clips; empty for each its own
 * @param entries how many clips count as an epoch
 * @param length frames of each
 * @param width columns
 * @param height rows
 */
public record EndlessStreets(
    StreetWorld world, Optional<Weather> weather, int entries, int length, int width, int height)
    implements SequenceSource {
  /**
   * Checks the numbers.
   *
   * @throws InputException when entries are not positive, or length or sides out of range
   */
  public EndlessStreets {
    if (entries < 1) {
      throw new InputException("street: an epoch needs at least one clip, got " + entries);
    }
    world.clip(0, weather, length, width, height); // checks the others
  }

  @Override
  public int length(int entry) {
    return length;
  }

  @Override
  public SequenceFormat format() {
    return StreetSequences.format(width, height);
  }

  @Override
  public void read(int entry, Window window, Dice dice, FrameSequence into) {
    long index = Split.TRAIN.index(dice.below(Split.RANGE));
    StreetSequences.fill(world.clip(index, weather, length, width, height), window, into);
  }
}
