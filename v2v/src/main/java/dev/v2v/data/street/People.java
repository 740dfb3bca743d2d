package dev.v2v.data.street;

import dev.v2v.data.Dice;
import dev.v2v.data.draw.Egg;
import dev.v2v.data.draw.Form;
import dev.v2v.data.draw.Rgb;
import dev.v2v.data.labels.CityscapesClass;

/** Walkers and cyclists: flat figures that face the street, whose limbs swing in that plane. */
final class People {
  private static final Rgb SHADOW = Rgb.of(0x707070);

  private People() {}

  private record Clothes(Rgb top, Rgb trousers, Rgb skin, Rgb hair, Rgb shoes) {
    static Clothes random(Dice dice) {
      return new Clothes(
          Rgb.hsl(dice.unit(), dice.in(0.15, 0.65), dice.in(0.25, 0.6)),
          Rgb.hsl(dice.in(0.55, 0.7), dice.in(0.1, 0.45), dice.in(0.16, 0.4)),
          Rgb.hsl(dice.in(0.05, 0.085), dice.in(0.35, 0.55), dice.in(0.35, 0.75)),
          Rgb.hsl(dice.in(0.05, 0.11), dice.in(0.2, 0.6), dice.in(0.08, 0.4)),
          Rgb.hsl(dice.unit(), 0.1, dice.in(0.08, 0.5)));
    }
  }

  /** Somebody who follows a course on foot; {@code pace} is steps a frame, in turns. */
  static void walker(Stage stage, Dice dice, Course course, double pace, boolean facing) {
    double size = dice.in(0.9, 1.06);
    Clothes c = Clothes.random(dice);
    double phase = dice.unit();
    Prop body = stage.prop(CityscapesClass.PERSON, course);
    figure(body, course, c, size, pace, phase, facing);
    stage.spots.add(new Spot(course, 0, 0, 0.45, 0.4, 0.3, SHADOW, false));
  }

  private static void figure(
      Prop body, Course course, Clothes c, double s, double pace, double phase, boolean facing) {
    Form leg = new Form.Capsule(0.78 * s, 0.085 * s, 0.055 * s);
    Form arm = new Form.Capsule(0.52 * s, 0.055 * s, 0.045 * s);
    Skin trousers =
        (u, v, pu, pv, out) ->
            Skin.put(v > 0.76 * s ? c.shoes : c.trousers, 1 - 0.5 * Math.abs(u) / s, 0, out);
    Skin sleeve =
        (u, v, pu, pv, out) -> Skin.put(v > 0.47 * s ? c.skin : c.top, 0.85 - 0.6 * u / s, 0, out);
    for (int k = -1; k <= 1; k += 2) {
      int side = k;
      Course hip = swing(course, k * 0.075 * s, 0.84 * s, -0.01, pace, phase, 0.24 * k);
      body.on(hip).sprite(leg, 0, 0, 0.002 * side, trousers);
      Course shoulder =
          t ->
              swing(course, side * 0.2 * s, 1.36 * s, 0.01, pace, phase, -0.2 * side)
                  .at(t)
                  .rolled(side * 0.12);
      body.on(shoulder).sprite(arm, 0, 0, 0.002 * side, sleeve);
    }
    Form torso = new Form.RoundBox(0.2 * s, 0.31 * s, 0.1 * s);
    body.sprite(
        torso,
        0,
        1.12 * s,
        0,
        (u, v, pu, pv, out) -> Skin.put(c.top, 0.95 - 0.9 * u - 0.25 * v, 0, out));
    Form head = Egg.ellipse(0.1 * s, 0.13 * s);
    Skin face =
        (u, v, pu, pv, out) -> {
          boolean hair = facing ? v < -0.045 * s : v < 0.07 * s;
          Skin.put(hair ? c.hair : c.skin, 1 - 0.8 * u, 0, out);
        };
    body.sprite(head, 0, 1.57 * s, -0.02, face);
  }

  /** A limb that swings by {@code reach} radians at the pace of steps. */
  private static Course swing(
      Course body, double x, double y, double z, double pace, double phase, double reach) {
    return t -> {
      double turn = StrictMath.sin(2 * Math.PI * (pace * t + phase));
      return body.at(t).moved(x, y, z).rolled(reach * turn);
    };
  }

  /** Somebody on a bicycle, seen from behind or from before. */
  static void cyclist(Stage stage, Dice dice, Course course, double pace, boolean facing) {
    double s = dice.in(0.95, 1.05);
    Prop bike = stage.prop(CityscapesClass.BICYCLE, course);
    Skin black = Skin.flat(Rgb.of(0x202226));
    bike.sprite(new Form.RoundBox(0.035, 0.34, 0.03), 0, 0.34, 0, black);
    bike.sprite(new Form.RoundBox(0.27, 0.02, 0.02), 0, 1.02, 0.01, black);
    bike.sprite(
        new Form.RoundBox(0.05, 0.03, 0.02), 0, 0.72, -0.03, Skin.glowing(Rgb.of(0xc03028)));
    Course seat = t -> course.at(t).moved(0, 0.17, -0.01);
    Prop rider = stage.prop(CityscapesClass.RIDER, seat);
    figure(rider, seat, Clothes.random(dice), s, pace, dice.unit(), facing);
    stage.spots.add(new Spot(course, 0, 0, 0.4, 0.9, 0.3, SHADOW, false));
  }

  /** Along the street at constant speed, in metres a frame. */
  static Course along(double x, double y, double z, double speed) {
    return t -> Rigid.at(x, y, z + speed * t);
  }

  /** Across the street, there and back; one leg of the way takes {@code frames}. */
  static Course across(double x0, double x1, double z, double frames, double phase) {
    return t -> {
      double s = t / frames + phase;
      double part = s - 2 * Math.floor(s / 2);
      return Rigid.at(x0 + (x1 - x0) * (part < 1 ? part : 2 - part), 0.01, z);
    };
  }
}
