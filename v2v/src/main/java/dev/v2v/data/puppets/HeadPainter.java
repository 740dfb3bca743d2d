package dev.v2v.data.puppets;

import dev.v2v.data.draw.Affine;
import dev.v2v.data.draw.Egg;
import dev.v2v.data.draw.Form;
import dev.v2v.data.draw.Placement;
import dev.v2v.data.draw.Polygon;
import dev.v2v.data.draw.Rgb;

/** Draws a head in a pose. */
final class HeadPainter {
  private static final double MAX_TURN = 0.75;

  private final HeadLook look;
  private final Pose pose;
  private final Globe globe;
  private final Form skull;
  private final Placement skullPlace;

  /**
   * @param base from head coordinates (upright, origin in its middle) to the view
   */
  HeadPainter(HeadLook look, Pose pose, Affine base) {
    this.look = look;
    this.pose = pose;
    this.globe =
        Globe.of(
            base,
            look.a(),
            look.b(),
            pose.limited(Channel.YAW, -MAX_TURN, MAX_TURN),
            pose.limited(Channel.PITCH, -MAX_TURN, MAX_TURN));
    this.skull = new Egg(look.a(), look.b(), look.taper());
    this.skullPlace = globe.skull();
  }

  /** What neck and body hide. */
  void drawBehind(Easel easel) {
    look.hair().drawBehind(easel, globe, -0.4 * pose.get(Channel.ROLL));
    for (int side = -1; side <= 1; side += 2) {
      drawEar(easel, side);
    }
  }

  void drawFront(Easel easel) {
    look.hair().drawCapOutline(easel, skull, skullPlace);
    easel.outline(Part.HEAD, skull, skullPlace, look.ink());
    double b = look.b();
    Layer face =
        easel.fill(
            Part.HEAD,
            skull,
            skullPlace,
            Paint.flat(look.skin()).lit(-b, b, 0.06).rounded(0.16, 0.2));
    easel.mark("crown", Part.HEAD, skullPlace, 0, -0.94 * b);
    easel.mark("chin", Part.HEAD, skullPlace, 0, 0.94 * b);
    look.extras().drawSkin(easel, globe, look.eyes(), face, look.skin());
    boolean animal = look.species() != HeadLook.Species.HUMAN;
    if (animal) {
      drawMuzzle(easel, face);
    }
    look.extras().drawBeard(easel, globe, look.mouth(), face, look.hair());
    look.mouth().draw(easel, globe, pose);
    for (int side = -1; side <= 1; side += 2) {
      look.eyes().draw(easel, globe, pose, side, look.skin());
    }
    look.extras().drawGlasses(easel, globe, look.eyes());
    if (animal) {
      drawSnout(easel);
    } else {
      drawNose(easel);
    }
    for (int side = -1; side <= 1; side += 2) {
      look.eyes().drawBrow(easel, globe, pose, side);
    }
    look.hair().drawFront(easel, globe, skull, skullPlace);
    double hat = look.hair().style() == Hair.Style.BALD ? 0 : look.hair().volume();
    look.extras().drawHat(easel, globe, skull, skullPlace, hat, Rgb.INK);
  }

  private void drawEar(Easel easel, int side) {
    double a = look.a();
    double b = look.b();
    Part part = Part.EAR_RIGHT.on(side);
    Placement ear;
    Form outer;
    switch (look.species()) {
      case BEAR -> {
        ear = globe.slab(side * 0.74, -0.78, -0.15);
        outer = Egg.disc(0.36 * a);
      }
      case CAT -> {
        ear = globe.slab(side * 0.66, -0.85, -0.1).turned(side * 0.3);
        outer = new Polygon(0.06, -0.42 * a, 0.4 * b, 0, -0.42 * b, 0.42 * a, 0.4 * b);
      }
      case RABBIT -> {
        ear =
            globe
                .slab(side * 0.42, -1.35, -0.15)
                .turned(side * 0.2 - 0.35 * pose.get(Channel.ROLL));
        outer = new Egg(0.25 * a, 0.72 * b, 0.15);
      }
      default -> {
        ear = globe.slab(side * 0.99, 0.06, -0.12).turned(side * 0.15);
        outer = new Egg(0.17 * a, 0.2 * b, 0.15);
      }
    }
    easel.outlined(part, outer, ear, Paint.flat(look.skin()).rounded(0.07, 0.22), look.ink());
    boolean human = look.species() == HeadLook.Species.HUMAN;
    Rgb inside = human ? look.skin().shade(0.28) : look.skin().mix(Rgb.of(0xf3a6a8), 0.55);
    easel.fill(part, outer, ear.at(0, human ? 0 : 0.03).scaled(0.55, 0.6), Paint.flat(inside));
    easel.mark(side < 0 ? "ear_right" : "ear_left", part, ear, side * (human ? 0.1 : 0) * a, 0);
  }

  private void drawMuzzle(Easel easel, Layer face) {
    Placement place = globe.on(0, 0.48, 0.02);
    Form form = Egg.ellipse(0.46 * look.a(), 0.42 * look.b());
    easel.clipped(face, Part.HEAD, form, place, Paint.flat(look.muzzle()).rounded(0.06, 0.12));
  }

  private void drawSnout(Easel easel) {
    Placement place = globe.on(0, 0.2, 0.22);
    Form form = new Polygon(0.03, -0.055, -0.02, 0.055, -0.02, 0, 0.035);
    Rgb color = look.species() == HeadLook.Species.BEAR ? Rgb.INK : Rgb.of(0xd0707c);
    easel.outlined(Part.NOSE, form, place, Paint.flat(color).rounded(0.03, 0.2), look.ink());
    easel.fill(
        Part.NOSE,
        Egg.ellipse(0.022, 0.011),
        place.at(-0.025, -0.025),
        Paint.flat(color.tint(0.6)));
    easel.mark("nose", Part.NOSE, place, 0, 0);
  }

  private void drawNose(Easel easel) {
    HeadLook.Nose nose = look.nose();
    Placement place = globe.on(0, 0.22, 0.2);
    double w = nose.width();
    double h = nose.height();
    Form form =
        nose.pointed()
            ? new Polygon(0.02, 0, -h * 1.6, w * 0.8, h * 0.5, -w * 0.8, h * 0.5)
            : Egg.ellipse(w, h);
    Rgb skin = look.skin();
    Rgb base = skin.mix(Rgb.of(0xd8604f), 0.16);
    Layer shadow = easel.fill(Part.NOSE, form, place, Paint.flat(skin.shade(0.42)));
    easel.clipped(
        shadow, Part.NOSE, form, place.at(0, -0.014), Paint.flat(base).rounded(0.02, 0.05));
    easel.fill(
        Part.NOSE,
        Egg.ellipse(w * 0.3, h * 0.22),
        place.at(-w * 0.25, -h * 0.35),
        Paint.flat(base.tint(0.45)));
    easel.mark("nose", Part.NOSE, place, 0, 0);
  }
}
