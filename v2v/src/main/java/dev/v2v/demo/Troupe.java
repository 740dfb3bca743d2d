package dev.v2v.demo;

import dev.v2v.data.Split;
import dev.v2v.data.puppets.Kind;
import dev.v2v.data.puppets.PuppetClip;
import dev.v2v.data.puppets.PuppetWorld;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Who takes part: the first identities of the held-out split, in their order, so nobody picks the
 * ones that look well.
 *
 * @param driver the clip whose motion is taken
 * @param sources clips whose first frames are animated
 */
record Troupe(PuppetClip driver, List<PuppetClip> sources) {
  static Troupe of(long seed, int sources, int frames, int size) {
    PuppetWorld world = PuppetWorld.of(seed);
    return new Troupe(
        member(world, 0, frames, size),
        LongStream.rangeClosed(1, sources).mapToObj(i -> member(world, i, frames, size)).toList());
  }

  private static PuppetClip member(PuppetWorld world, long i, int frames, int size) {
    return world.clip(Kind.FACE, Split.TEST.index(i), frames, size);
  }
}
