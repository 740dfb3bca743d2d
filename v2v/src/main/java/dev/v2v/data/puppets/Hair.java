package dev.v2v.data.puppets;

import dev.v2v.data.Dice;
import dev.v2v.data.draw.Box;
import dev.v2v.data.draw.Egg;
import dev.v2v.data.draw.Form;
import dev.v2v.data.draw.Placement;
import dev.v2v.data.draw.Polygon;
import dev.v2v.data.draw.Rgb;
import java.util.ArrayList;
import java.util.List;

/**
 * Hair: what hangs behind the head, and what covers its front. Sizes are shares of the head's.
 *
 * @param line height of the hair line on the forehead
 * @param side where the parting is, -1 or 1
 * @param volume how far hair stands off the skull
 */
record Hair(Style style, Rgb color, Rgb dark, double line, int side, double volume, Paint strands) {
  enum Style {
    BALD,
    SHORT,
    BOB,
    LONG,
    CURLY,
    TAIL,
    BUNS,
    SPIKY,
    SWEPT
  }

  static Hair random(Dice dice) {
    Rgb color = Palette.hair(dice);
    Style style = dice.chance(0.05) ? Style.BALD : Style.values()[1 + dice.below(8)];
    Rgb light = color.tint(0.13);
    Paint strands =
        dice.chance(0.6)
            ? new Pattern.Stripes(color, light, 0.97, 0.24 * dice.sign(), dice.in(0.09, 0.14), 0.3)
            : Paint.flat(color);
    return new Hair(
        style,
        color,
        color.shade(color.luma() < 0.25 ? 0.5 : 0.38),
        dice.in(-0.62, -0.48),
        dice.sign(),
        dice.in(0.03, 0.07),
        strands);
  }

  static Hair none() {
    Rgb c = Rgb.INK;
    return new Hair(Style.BALD, c, c, -0.6, 1, 0.03, Paint.flat(c));
  }

  private Rgb ink() {
    return color.shade(0.75).mix(Rgb.INK, 0.5);
  }

  private Paint locks(double top, double bottom) {
    return strands.lit(top, bottom, 0.1).rounded(0.09, 0.22);
  }

  void drawBehind(Easel easel, Globe head, double sway) {
    double a = head.a();
    double b = head.b();
    Placement back = head.slab(0, 0, -0.35);
    switch (style) {
      case BOB ->
          lump(easel, new Form.RoundBox(a * 1.16, b * 0.86, a * 0.75), back.at(0, -0.22 * b));
      case LONG -> {
        Placement hang = back.at(0, 0.32 * b).bent(0).turned(0.5 * sway);
        lump(easel, new Form.RoundBox(a * 1.2, b * 1.42, a * 0.9), hang);
      }
      case TAIL -> {
        Placement root = back.at(side * 0.55 * a, -0.75 * b).turned(-side * 0.75 + sway);
        lump(easel, new Form.Capsule(1.25 * b, 0.2 * a, 0.1 * a), root.bent(0));
      }
      case BUNS -> {
        for (int s = -1; s <= 1; s += 2) {
          lump(easel, Egg.disc(0.38 * a), back.at(s * 0.72 * a, -0.92 * b));
        }
      }
      case CURLY -> {
        List<Placement> curls = new ArrayList<>();
        for (int i = -5; i <= 5; i++) {
          double angle = i * 0.4;
          double out = 1.0 + 0.06 * (i & 1);
          curls.add(
              back.at(
                  a * out * StrictMath.sin(angle),
                  -b * (out * StrictMath.cos(angle) * 0.98 + 0.02)));
        }
        Form curl = Egg.disc(0.3 * a);
        curls.forEach(p -> easel.outline(Part.HAIR, curl, p, ink()));
        curls.forEach(
            p -> easel.fill(Part.HAIR, curl, p, Paint.flat(color).rounded(0.12 * a, 0.3)));
      }
      case SPIKY -> {
        double[] star = new double[26];
        for (int i = 0; i < 13; i++) {
          double angle = (i - 6) * 0.26;
          double r = (i & 1) == 0 ? 1.02 : 1.38;
          star[2 * i] = a * r * StrictMath.sin(angle);
          star[2 * i + 1] = -b * r * StrictMath.cos(angle) * 0.95;
        }
        lump(easel, new Polygon(0.02, star), back);
      }
      default -> {}
    }
  }

  private void lump(Easel easel, Form form, Placement place) {
    Box box = form.bounds();
    Paint paint = strands.lit(box.y0(), box.y1(), 0.1).rounded(0.12, 0.3);
    Paint shadowed =
        (u, v, depth, pitch, rgb) -> {
          paint.at(u, v, depth, pitch, rgb);
          rgb[0] *= 0.86f;
          rgb[1] *= 0.84f;
          rgb[2] *= 0.88f;
        };
    easel.outlined(Part.HAIR, form, place, shadowed, ink());
  }

  /** The edge of the hair cap, drawn before the skull. */
  void drawCapOutline(Easel easel, Form skull, Placement place) {
    if (style != Style.BALD) {
      easel.grown(
          null, Part.HAIR, cap(skull), volume + Easel.line(place), place, Paint.flat(ink()));
    }
  }

  private Form cap(Form skull) {
    Box box = skull.bounds();
    return new Form.Above(skull, 0.02 * box.y1(), 0, 0);
  }

  /** The hair before the forehead; always inside of the grown skull. */
  void drawFront(Easel easel, Globe head, Form skull, Placement place) {
    if (style == Style.BALD) {
      return;
    }
    double a = head.a();
    double b = head.b();
    // Only a mask: the whole skull with its volume; the fringe is cut out of it.
    Layer mask = new Layer(Part.HAIR, cap(skull), volume, place, strands, null);
    Placement front = head.on(0, line, 0.06);
    switch (style) {
      case BOB -> fringe(easel, mask, front, -0.02 * b, 0, 0.25 / a);
      case LONG, TAIL -> parted(easel, mask, front, a, b, 0.38 * side);
      case BUNS -> parted(easel, mask, front, a, b, 0);
      case SWEPT -> fringe(easel, mask, front, -0.08 * b, 0.3 * side, 0.45 / a);
      case CURLY -> curls(easel, mask, head, a);
      case SPIKY -> spikes(easel, mask, front, a, b);
      default -> fringe(easel, mask, front, -0.12 * b, 0.1 * side, 0.75 / a);
    }
  }

  /** Everything above a curve that hangs lower at the temples. */
  private void fringe(
      Easel easel, Layer mask, Placement front, double level, double tilt, double curve) {
    Form all = new Form.RoundBox(1.2, 1.2, 0);
    Form hair = new Form.Above(all, level, tilt, curve);
    easel.grown(mask, Part.HAIR, hair, 0.016, front, Paint.flat(dark));
    easel.clipped(mask, Part.HAIR, hair, front, locks(-0.4, 0.2));
  }

  private void parted(Easel easel, Layer mask, Placement front, double a, double b, double at) {
    for (int s = -1; s <= 1; s += 2) {
      double reach = a * (1 + 0.35 * Math.abs(at));
      Placement lock = front.at(at * a + s * 0.62 * reach, -0.2 * b).turned(s * 0.66);
      Form form = Egg.ellipse(0.78 * reach, 0.42 * b);
      easel.grown(mask, Part.HAIR, form, 0.016, lock, Paint.flat(dark));
      easel.clipped(mask, Part.HAIR, form, lock, locks(-0.3, 0.25));
    }
    fringe(easel, mask, front, -0.3 * b, 0, 0.55 / a);
  }

  private void curls(Easel easel, Layer mask, Globe head, double a) {
    Form curl = Egg.disc(0.27 * a);
    List<Placement> places = new ArrayList<>();
    for (int i = -3; i <= 3; i++) {
      places.add(head.on(i * 0.28, line - 0.1 + 0.045 * i * i, 0.05));
    }
    Placement front = head.on(0, line, 0.06);
    fringe(easel, mask, front, -0.18 * head.b(), 0, 0.3 / a);
    places.forEach(p -> easel.grown(mask, Part.HAIR, curl, 0.016, p, Paint.flat(dark)));
    places.forEach(
        p -> easel.clipped(mask, Part.HAIR, curl, p, Paint.flat(color).rounded(0.12 * a, 0.25)));
  }

  private void spikes(Easel easel, Layer mask, Placement front, double a, double b) {
    double[] zigzag = {
      -1.3 * a, -b, -1.3 * a, 0.5 * b, -0.82 * a, 0.08 * b, -0.62 * a, 0.2 * b, -0.4 * a, -0.06 * b,
      -0.15 * a, 0.17 * b, 0.08 * a, -0.07 * b, 0.35 * a, 0.16 * b, 0.52 * a, -0.04 * b, 0.78 * a,
      0.2 * b, 0.85 * a, 0.06 * b, 1.3 * a, 0.5 * b, 1.3 * a, -b
    };
    Form form = new Polygon(0.008, zigzag);
    easel.grown(mask, Part.HAIR, form, 0.016, front, Paint.flat(dark));
    easel.clipped(mask, Part.HAIR, form, front, locks(-0.4, 0.2));
  }
}
