package dev.v2v.data.puppets;

import dev.v2v.data.Dice;

/** Which kinds of puppets a data set shows. */
public enum Cast {
  FACES,
  FIGURES,
  /** Either, by the index. */
  MIXED;

  /** The kind of puppet {@code index} of {@code world}. */
  public Kind kind(PuppetWorld world, long index) {
    return switch (this) {
      case FACES -> Kind.FACE;
      case FIGURES -> Kind.FIGURE;
      case MIXED -> Dice.of(world.seed(), index).fork("kind").chance(0.5) ? Kind.FACE : Kind.FIGURE;
    };
  }
}
