package dev.v2v.fomm.evaluation;

import dev.v2v.data.Split;
import dev.v2v.data.puppets.Cast;
import dev.v2v.data.puppets.Kind;
import dev.v2v.data.puppets.PuppetClip;
import dev.v2v.data.puppets.PuppetWorld;
import dev.v2v.engine.InputException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Procedural puppets to evaluate on: nothing is stored, and every answer is known. Immutable.
 *
 * @param world where clips come from
 * @param cast which kinds
 * @param split which identities
 * @param count number of clips, each of an identity of its own
 * @param frames length of a clip
 * @param size side of a frame in pixels
 * @param choice which frames drive
 * @param transfers whether to draw another identity's motion too
 */
public record PuppetClips(
    PuppetWorld world,
    Cast cast,
    Split split,
    int count,
    int frames,
    int size,
    FrameChoice choice,
    boolean transfers)
    implements TestClips {
  /** Drivers come from here on: which one drives a clip does not depend on how many there are. */
  private static final long DRIVERS = Split.RANGE / 2;

  public PuppetClips {
    if (count < 1) {
      throw new InputException("puppets: must have at least 1 clip, got " + count);
    }
    if (frames < 2) {
      throw new InputException("puppets: a clip must have at least 2 frames, got " + frames);
    }
  }

  @Override
  public String title() {
    return "puppets ("
        + cast.name().toLowerCase(Locale.ROOT)
        + "), world "
        + world.seed()
        + ", identities "
        + (split == Split.TEST ? "held out" : "of training");
  }

  @Override
  public TestClip read(int index) {
    long identity = split.index(index);
    Kind kind = cast.kind(world, identity);
    PuppetClip clip = world.clip(kind, identity, frames, size);
    int[] drive = choice.in(1, frames);
    return new TestClip(
        kind.name().toLowerCase(Locale.ROOT),
        clip.frame(0),
        Arrays.stream(drive).boxed().toList(),
        Arrays.stream(drive).mapToObj(clip::frame).toList(),
        Arrays.stream(drive).mapToObj(t -> clip.truth(0, t)).toList(),
        transfers ? List.of(transfer(clip, kind, index, drive)) : List.of());
  }

  /** The motion of another identity of the same kind. */
  private Transfer transfer(PuppetClip clip, Kind kind, int index, int[] drive) {
    PuppetClip driver = world.clip(kind, split.index(DRIVERS + index), frames, size);
    PuppetClip relative = clip.drivenRelativelyBy(driver);
    PuppetClip absolute = clip.drivenBy(driver);
    return new Transfer(
        driver.frame(0),
        Arrays.stream(drive).mapToObj(driver::frame).toList(),
        Arrays.stream(drive).mapToObj(relative::frame).toList(),
        Arrays.stream(drive).mapToObj(t -> relative.truth(0, t)).toList(),
        Arrays.stream(drive).mapToObj(absolute::frame).toList());
  }
}
