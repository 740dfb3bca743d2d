package dev.v2v.data.puppets;

import dev.v2v.data.Dice;
import dev.v2v.data.draw.Rgb;

/**
 * What makes a body its own: proportions and clothes. Lengths are in half frame widths. Immutable.
 *
 * @param waist half width of the hips
 * @param shoulders half distance of the shoulder joints
 * @param front the arm in front of the torso: -1 right, 1 left
 */
record BodyLook(
    Rgb skin,
    Rgb ink,
    double headScale,
    double torso,
    double waist,
    double shoulders,
    double upperArm,
    double foreArm,
    double arm,
    double thigh,
    double shin,
    double leg,
    int front,
    Paint shirt,
    Rgb shirtColor,
    Rgb trim,
    boolean longSleeves,
    Paint trousers,
    Rgb trouserColor,
    Legs legs,
    Rgb shoes,
    Collar collar) {
  enum Legs {
    LONG,
    SHORTS,
    SKIRT
  }

  enum Collar {
    ROUND,
    DEEP,
    HIGH
  }

  static BodyLook random(Dice dice, HeadLook head) {
    Dice size = dice.fork("size");
    Dice wear = dice.fork("wear");
    Rgb[] shirt = Palette.cloth(wear);
    Rgb[] trousers = Palette.cloth(wear);
    double tall = size.in(0.92, 1.06);
    double broad = size.in(0.85, 1.3);
    return new BodyLook(
        head.skin(),
        head.ink(),
        size.in(0.46, 0.55),
        tall * size.in(0.36, 0.42),
        broad * size.in(0.1, 0.13),
        broad * size.in(0.14, 0.17),
        tall * size.in(0.2, 0.24),
        tall * size.in(0.19, 0.23),
        broad * size.in(0.042, 0.052),
        tall * size.in(0.23, 0.28),
        tall * size.in(0.22, 0.27),
        broad * size.in(0.055, 0.068),
        size.sign(),
        Fabric.random(shirt[0], shirt[1], 0.1, wear),
        shirt[0],
        shirt[1],
        wear.chance(0.5),
        wear.chance(0.6)
            ? Paint.flat(trousers[0])
            : Fabric.random(trousers[0], trousers[1], 0.09, wear),
        trousers[0],
        Legs.values()[wear.below(3)],
        wear.chance(0.5) ? Palette.accent(wear) : Rgb.of(0x4a3a3a),
        Collar.values()[wear.below(3)]);
  }
}
