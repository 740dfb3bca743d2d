package dev.v2v.data.puppets;

import dev.v2v.data.Dice;
import dev.v2v.data.FramePair;
import dev.v2v.data.PairSource;
import dev.v2v.data.Split;
import dev.v2v.engine.InputException;

/**
 * Puppets as a source of training pairs: an entry a clip, of which two frames are drawn with
 * replacement, the earlier one the source. Nothing is stored. Immutable, thread-safe.
 *
 * @param world where clips come from
 * @param cast which kinds
 * @param split which range of indices
 * @param clips number of different clips, 1 .. 2^31 - 1
 * @param frames length of a clip
 * @param size side of a frame in pixels
 */
public record PuppetPairs(
    PuppetWorld world, Cast cast, Split split, int clips, int frames, int size)
    implements PairSource {
  public PuppetPairs {
    if (clips < 1) {
      throw new InputException("puppets: must have at least 1 clip, got " + clips);
    }
  }

  @Override
  public int width() {
    return size;
  }

  @Override
  public int height() {
    return size;
  }

  @Override
  public int entries() {
    return clips;
  }

  @Override
  public void draw(int entry, Dice dice, FramePair into) {
    long index = split.index(entry);
    PuppetClip clip = world.clip(cast.kind(world, index), index, frames, size);
    int a = dice.below(frames);
    int b = dice.below(frames);
    clip.draw(Math.min(a, b), into.source());
    clip.draw(Math.max(a, b), into.driving());
  }
}
