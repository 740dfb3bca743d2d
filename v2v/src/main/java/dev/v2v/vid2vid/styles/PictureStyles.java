package dev.v2v.vid2vid.styles;

import dev.v2v.data.Dice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Styles as in a picture: a thing that is in it, by class and instance, looks as there; any other
 * as one of its class there, drawn by the seed; and if there is none, as another source says.
 */
public final class PictureStyles implements StyleSource {
  private final Map<Thing, float[]> things = new HashMap<>();
  private final Map<Integer, List<float[]>> byClass = new HashMap<>();
  private final long seed;
  private final StyleSource otherwise;

  /**
   * Styles of a picture.
   *
   * @param encoded what is in it
   * @param otherwise asked for classes that are not in it
   */
  public PictureStyles(List<EncodedThing> encoded, long seed, StyleSource otherwise) {
    for (EncodedThing t : encoded) {
      things.put(t.thing(), t.style());
      byClass.computeIfAbsent(t.thing().classId(), c -> new ArrayList<>()).add(t.style());
    }
    this.seed = seed;
    this.otherwise = otherwise;
  }

  @Override
  public Optional<float[]> of(Thing thing) {
    float[] same = things.get(thing);
    if (same != null) {
      return Optional.of(same.clone());
    }
    List<float[]> alike = byClass.get(thing.classId());
    if (alike == null) {
      return otherwise.of(thing);
    }
    return Optional.of(Dice.of(seed, thing.classId(), thing.instance()).pick(alike).clone());
  }
}
