package dev.v2v.data.puppets;

import dev.v2v.data.Dice;
import dev.v2v.data.draw.Egg;
import dev.v2v.data.draw.Form;
import dev.v2v.data.draw.Placement;
import dev.v2v.data.draw.Polygon;
import dev.v2v.data.draw.Rgb;

/** What a head wears or has on top: makes identities easy to tell apart. Immutable. */
record Extras(
    Glasses glasses,
    Rgb frame,
    Hat hat,
    Paint hatPaint,
    Rgb hatColor,
    Beard beard,
    boolean freckles,
    boolean cheeks) {
  enum Glasses {
    NONE,
    ROUND,
    SQUARE
  }

  enum Hat {
    NONE,
    BEANIE,
    BAND,
    BOW
  }

  enum Beard {
    NONE,
    FULL,
    MOUSTACHE
  }

  static Extras random(Dice dice, boolean animal) {
    Rgb[] cloth = Palette.cloth(dice);
    Rgb accent = Palette.accent(dice);
    boolean bearded = !animal && dice.chance(0.2);
    return new Extras(
        dice.chance(animal ? 0.15 : 0.25)
            ? dice.pick(java.util.List.of(Glasses.ROUND, Glasses.SQUARE))
            : Glasses.NONE,
        dice.chance(0.5) ? Rgb.INK : accent,
        dice.chance(0.3) ? Hat.values()[1 + dice.below(3)] : Hat.NONE,
        Fabric.random(cloth[0], cloth[1], 0.14, dice),
        cloth[0],
        bearded ? dice.pick(java.util.List.of(Beard.FULL, Beard.MOUSTACHE)) : Beard.NONE,
        dice.chance(0.2),
        dice.chance(0.6));
  }

  void drawGlasses(Easel easel, Globe head, Eyes eyes) {
    if (glasses == Glasses.NONE) {
      return;
    }
    double r = Math.max(eyes.height(), 0.1) * 1.42;
    Form rim =
        glasses == Glasses.ROUND
            ? Egg.ellipse(r * 1.08, r)
            : new Form.RoundBox(r * 1.15, r * 0.92, r * 0.3);
    Form ring = new Form.Ring(rim, 0.016);
    double gap = eyes.x() * head.a();
    Paint paint = Paint.flat(frame);
    Placement bridge = head.on(0, eyes.y(), 0.14);
    easel.fill(
        Part.ACCESSORY,
        new Form.RoundBox(Math.max(0.03, gap - r * 0.9), 0.014, 0.014),
        bridge.bent(0.6),
        paint);
    for (int side = -1; side <= 1; side += 2) {
      easel.fill(Part.ACCESSORY, ring, head.on(side * eyes.x(), eyes.y() + 0.02, 0.12), paint);
    }
  }

  void drawHat(Easel easel, Globe head, Form skull, Placement place, double volume, Rgb ink) {
    double a = head.a();
    double b = head.b();
    switch (hat) {
      case BEANIE -> {
        Form dome = new Form.Above(skull, -0.42 * b, 0, 0.12);
        double grow = 0.075;
        easel.grown(null, Part.ACCESSORY, dome, grow + Easel.line(place), place, Paint.flat(ink));
        easel.grown(
            null, Part.ACCESSORY, dome, grow, place, hatPaint.lit(-b, 0, 0.1).rounded(0.12, 0.25));
        Placement brim = place.at(0, -0.43 * b).bent(0.12);
        Form band = new Form.RoundBox(a * 1.04, 0.07, 0.06);
        easel.outlined(
            Part.ACCESSORY,
            band,
            brim,
            new Pattern.Stripes(hatColor, hatColor.shade(0.25), 1, 0, 0.06, 0.3),
            ink);
        Placement top = place.at(0, -1.13 * b);
        easel.outlined(
            Part.ACCESSORY,
            Egg.disc(0.12),
            top,
            Paint.flat(hatColor.tint(0.45)).rounded(0.08, 0.25),
            ink);
      }
      case BAND -> {
        Form skullBand = new Form.RoundBox(a * 1.3, 0.05, 0);
        Layer mask = new Layer(Part.ACCESSORY, skull, 0.025 + volume, place, hatPaint, null);
        Placement at = head.on(0, -0.64, 0.08).bent(0.25);
        easel.grown(mask, Part.ACCESSORY, skullBand, 0.014, at, Paint.flat(ink));
        easel.clipped(mask, Part.ACCESSORY, skullBand, at, hatPaint);
      }
      case BOW -> {
        Placement knot = head.on(0.5, -0.82, 0.28).turned(0.45);
        for (int s = -1; s <= 1; s += 2) {
          Form wing = new Polygon(0.02, 0, 0, s * 0.17, -0.1, s * 0.17, 0.1);
          easel.outlined(Part.ACCESSORY, wing, knot, Paint.flat(hatColor).rounded(0.05, 0.25), ink);
        }
        easel.outlined(Part.ACCESSORY, Egg.disc(0.05), knot, Paint.flat(hatColor.shade(0.2)), ink);
      }
      default -> {}
    }
  }

  void drawBeard(Easel easel, Globe head, Mouth mouth, Layer face, Hair hair) {
    if (beard == Beard.FULL) {
      Placement chin = head.on(0, 0.72, 0.02);
      Form form = new Egg(head.a() * 0.86, head.b() * 0.52, 0.1);
      easel.clipped(face, Part.HEAD, form, chin, hair.strands().rounded(0.05, 0.2));
    }
    if (beard != Beard.NONE) {
      double w = mouth.width();
      Placement lip = head.on(0, mouth.y() - 0.14, 0.08).bent(0.9);
      Form form = new Form.RoundBox(w * 1.15, 0.042, 0.042);
      easel.fill(Part.HEAD, form, lip, Paint.flat(hair.color()).rounded(0.03, 0.2));
    }
  }

  void drawSkin(Easel easel, Globe head, Eyes eyes, Layer face, Rgb skin) {
    Rgb blush = skin.mix(Rgb.of(0xf0707a), 0.3);
    for (int side = -1; side <= 1; side += 2) {
      if (cheeks) {
        Placement cheek = head.on(side * 0.58, 0.3, 0);
        easel.clipped(face, Part.HEAD, Egg.ellipse(0.075, 0.05), cheek, Paint.flat(blush));
      }
      if (freckles) {
        for (int i = 0; i < 3; i++) {
          Placement spot = head.on(side * (0.3 + 0.12 * i), 0.24 + (i == 1 ? 0.07 : 0), 0);
          easel.clipped(face, Part.HEAD, Egg.disc(0.014), spot, Paint.flat(skin.shade(0.35)));
        }
      }
    }
  }
}
