package dev.v2v.data.puppets;

import dev.v2v.data.Dice;

/**
 * All puppets of one seed. Identities, motions and backdrops are pure functions of the seed and an
 * index, and any identity can take any motion before any backdrop. Immutable.
 *
 * @param seed a world for each
 */
public record PuppetWorld(long seed) {
  public static PuppetWorld of(long seed) {
    return new PuppetWorld(seed);
  }

  public Identity identity(Kind kind, long index) {
    return Identity.random(kind, dice("identity", kind, index));
  }

  public Motion motion(Kind kind, long index) {
    return Choreography.random(kind, dice("motion", kind, index));
  }

  public Backdrop backdrop(Kind kind, long index) {
    return Backdrop.random(kind, dice("backdrop", kind, index));
  }

  /** The clip of one index: identity, motion and backdrop are its own. */
  public PuppetClip clip(Kind kind, long index, int frames, int size) {
    return clip(kind, index, 0, frames, size);
  }

  /**
   * One of several clips of an identity: {@code take} chooses motion and backdrop; 0 its own.
   *
   * @throws dev.v2v.engine.InputException unless {@code frames} is positive and {@code size} is
   *     between 8 and 4096
   */
  public PuppetClip clip(Kind kind, long identity, int take, int frames, int size) {
    long scene = take == 0 ? identity : Dice.of(seed, identity, take).bits();
    return new PuppetClip(
        identity(kind, identity), motion(kind, scene), backdrop(kind, scene), frames, size);
  }

  private Dice dice(String what, Kind kind, long index) {
    return Dice.of(seed, index).fork(what).fork(kind.name());
  }
}
