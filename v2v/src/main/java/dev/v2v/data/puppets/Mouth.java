package dev.v2v.data.puppets;

import dev.v2v.data.Dice;
import dev.v2v.data.draw.Egg;
import dev.v2v.data.draw.Form;
import dev.v2v.data.draw.Placement;
import dev.v2v.data.draw.Rgb;

/**
 * A mouth that opens and smiles.
 *
 * @param y height on the face as a share of its half height
 * @param width half width when shut
 * @param lip thickness of each lip
 * @param drop how far it opens
 */
record Mouth(double y, double width, double lip, double drop, Rgb color, boolean teeth) {
  static Mouth random(Dice dice, Rgb skin) {
    boolean painted = dice.chance(0.45);
    return new Mouth(
        dice.in(0.5, 0.58),
        dice.in(0.14, 0.2),
        painted ? dice.in(0.022, 0.036) : dice.in(0.012, 0.018),
        dice.in(0.1, 0.15),
        painted ? Palette.lips(dice).mix(skin, 0.15) : line(skin),
        dice.chance(0.75));
  }

  private static Placement shifted(Placement mouth, double v) {
    return mouth.at(0, v).bent(mouth.bend());
  }

  /** Thin lips are drawn darker than the skin, on dark skin redder and lighter. */
  private static Rgb line(Rgb skin) {
    return skin.luma() > 0.42 ? skin.shade(0.6) : skin.mix(Rgb.of(0xc2606a), 0.5);
  }

  void draw(Easel easel, Globe head, Pose pose) {
    double open = pose.limited(Channel.MOUTH, 0, 1);
    double smile = pose.limited(Channel.SMILE, -1, 1.3);
    double w = width * (1 + 0.22 * smile - 0.2 * open);
    double h = drop * open;
    // The corners stay, the lower lip takes the jaw with it.
    Placement mouth =
        head.on(0, y, 0.03).at(0, 0.55 * h).bent(-0.42 * smile * (1 - 0.4 * open) / w);
    Form unit = Egg.disc(1);
    Placement lips = mouth.scaled(w, lip + 0.6 * h);
    easel.fill(Part.MOUTH, unit, lips, Paint.flat(color));
    Rgb dark = Rgb.of(0x5a1f2c);
    double inner = Math.max(0.007, 0.6 * h - 0.15 * lip);
    Placement gap = mouth.scaled(w * 0.9, inner);
    Layer cavity = easel.fill(Part.MOUTH, unit, gap, Paint.flat(dark));
    double bite = 0.62 * drop;
    Placement tongue = shifted(mouth, inner + (1.05 - 0.6 * open) * bite);
    easel.clipped(
        cavity,
        Part.MOUTH,
        Egg.ellipse(width * 0.6, bite),
        tongue,
        Paint.flat(Rgb.of(0xd9636f)).rounded(bite * 0.5, 0.12));
    Placement row = shifted(mouth, -inner - 0.45 * bite + (teeth ? 0.75 * bite * open : -bite));
    easel.clipped(
        cavity,
        Part.MOUTH,
        new Form.RoundBox(width * 0.66, 0.3 * bite, 0.18 * bite),
        row,
        Paint.flat(Rgb.of(0xfdf8f0)));
    easel.mark("mouth_right", Part.MOUTH, lips, -0.85, 0);
    easel.mark("mouth_left", Part.MOUTH, lips, 0.85, 0);
    easel.mark("lip_upper", Part.MOUTH, lips, 0, -0.9);
    easel.mark("lip_lower", Part.MOUTH, lips, 0, 0.9);
  }
}
