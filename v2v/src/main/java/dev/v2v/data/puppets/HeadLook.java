package dev.v2v.data.puppets;

import dev.v2v.data.Dice;
import dev.v2v.data.draw.Rgb;

/**
 * What makes a head its own: species, proportions, colours, features. Immutable.
 *
 * @param a half width
 * @param b half height
 * @param taper how narrow the chin is
 * @param muzzle lighter colour of snouts and inner ears
 */
record HeadLook(
    Species species,
    double a,
    double b,
    double taper,
    Rgb skin,
    Rgb muzzle,
    Rgb ink,
    Eyes eyes,
    Mouth mouth,
    Hair hair,
    Extras extras,
    Nose nose) {
  enum Species {
    HUMAN,
    BEAR,
    CAT,
    RABBIT
  }

  /** A nose of a half width and height; pointed ones are triangles. */
  record Nose(double width, double height, boolean pointed) {}

  static HeadLook random(Dice dice) {
    Species species = dice.chance(0.68) ? Species.HUMAN : Species.values()[1 + dice.below(3)];
    boolean animal = species != Species.HUMAN;
    Dice shape = dice.fork("shape");
    Dice color = dice.fork("color");
    Rgb skin = animal ? Palette.fur(color) : Palette.skin(color);
    Hair hair = animal ? Hair.none() : Hair.random(dice.fork("hair"));
    double a = animal ? shape.in(0.45, 0.53) : shape.in(0.4, 0.48);
    double b = animal ? shape.in(0.4, 0.46) : shape.in(0.46, 0.54);
    return new HeadLook(
        species,
        a,
        b,
        animal ? shape.in(-0.12, 0.05) : shape.in(0.02, 0.2),
        skin,
        skin.tint(skin.luma() > 0.85 ? 0.6 : 0.5),
        skin.shade(0.85).mix(Rgb.INK, 0.45),
        Eyes.random(dice.fork("eyes"), animal ? skin.shade(0.6) : hair.color(), animal),
        Mouth.random(dice.fork("mouth"), animal ? skin.shade(0.3) : skin),
        hair,
        Extras.random(dice.fork("extras"), animal),
        new Nose(shape.in(0.045, 0.075), shape.in(0.04, 0.08), shape.chance(0.3)));
  }
}
