package dev.v2v.data.street;

import dev.v2v.data.Dice;
import dev.v2v.data.draw.Box;
import dev.v2v.data.draw.Egg;
import dev.v2v.data.draw.Form;
import dev.v2v.data.draw.Polygon;
import dev.v2v.data.draw.Rgb;
import dev.v2v.data.labels.CityscapesClass;

/** What stands on pavements: lamps, traffic lights, signs, fences and low walls. */
final class Furniture {
  private static final Rgb STEEL = Rgb.of(0x6d7276);
  private static final Rgb RED = Rgb.of(0xc2202c);
  private static final Rgb BLUE = Rgb.of(0x1f56a8);

  private Furniture() {}

  private static Skin steel() {
    return (u, v, pu, pv, out) -> Skin.put(STEEL, 0.85 + 2.2 * Math.max(-0.1, -u), 0, out);
  }

  static void lamp(Stage stage, int side, double x, double z) {
    double height = 6.2;
    Prop pole = stage.prop(CityscapesClass.POLE, side * x, 0, z);
    double over = -side * 1.6;
    pole.across(-0.08, 0.08, 0, height, 0, steel());
    pole.across(Math.min(0, over), Math.max(0, over), height - 0.1, height, 0, steel());
    double on = stage.style.lamps();
    Rgb bulb = Rgb.of(0xb8bcc0).mix(Rgb.of(0xffe9b8), on);
    pole.across(
        over - 0.35,
        over + 0.35,
        height - 0.22,
        height - 0.06,
        -0.02,
        on > 0 ? Skin.glowing(bulb) : Skin.flat(bulb));
    if (on > 0) {
      Rgb light = Rgb.of(0xffc878).times(0.62 * on);
      stage.spots.add(new Spot(Course.FIXED, side * x + over, z, 6.5, 8.5, 0, light, true));
    }
  }

  /** Lights for those who come along the street, red, amber or green for a whole clip. */
  static void trafficLight(Stage stage, Dice dice, double x, double z) {
    stage.prop(CityscapesClass.POLE, x, 0, z).across(-0.07, 0.07, 0, 3.5, 0, steel());
    int on = dice.below(3);
    Rgb[] colors = {Rgb.of(0xff3b30), Rgb.of(0xffb020), Rgb.of(0x30e070)};
    Prop box = stage.prop(CityscapesClass.TRAFFIC_LIGHT, x, 2.5, z - 0.1);
    Skin face =
        (u, v, pu, pv, out) -> {
          Skin.put(Rgb.of(0x22282a), 1, 0, out);
          for (int i = 0; i < 3; i++) {
            double dy = v - 0.9 + 0.32 * i;
            double r = Math.sqrt(u * u + dy * dy);
            double inside = Math.max(0, Math.min(1, 0.5 + (0.13 - r) / Math.max(pu, 1e-6)));
            Skin.over(colors[i].times(i == on ? 1 : 0.28), inside, out);
            if (i == on) {
              out[Skin.GLOW] = (float) Math.max(out[Skin.GLOW], inside);
            }
          }
        };
    Box plate = new Box(-0.2, 0, 0.2, 1.14);
    box.across(plate, null, 0, face);
  }

  static void sign(Stage stage, Dice dice, double x, double z) {
    double height = dice.in(2.2, 2.7);
    stage.prop(CityscapesClass.POLE, x, 0, z).across(-0.04, 0.04, 0, height, 0, steel());
    Prop sign = stage.prop(CityscapesClass.TRAFFIC_SIGN, x, height, z - 0.06);
    switch (dice.below(5)) {
      case 0 -> put(sign, Egg.disc(0.36), ringed(Egg.disc(0.26), Rgb.WHITE, RED));
      case 1 -> put(sign, Egg.disc(0.36), ringed(Egg.disc(0.33), BLUE, Rgb.WHITE));
      case 2 -> {
        Form outer = new Polygon(0.03, -0.4, 0.3, 0.4, 0.3, 0, -0.4);
        put(sign, outer, ringed(new Polygon(0, -0.27, 0.22, 0.27, 0.22, 0, -0.24), Rgb.WHITE, RED));
      }
      case 3 -> {
        Form outer = new Polygon(0.02, -0.36, 0, 0, -0.36, 0.36, 0, 0, 0.36);
        Form inner = new Polygon(0, -0.24, 0, 0, -0.24, 0.24, 0, 0, 0.24);
        put(sign, outer, ringed(inner, Rgb.of(0xf2c020), Rgb.WHITE));
      }
      default -> {
        Form plate = new Form.RoundBox(0.3, 0.3, 0.05);
        put(sign, plate, ringed(new Form.RoundBox(0.27, 0.27, 0.04), BLUE, Rgb.WHITE));
      }
    }
  }

  private static void put(Prop sign, Form form, Skin skin) {
    sign.sprite(form, 0, 0, 0, skin);
  }

  private static Skin ringed(Form inner, Rgb center, Rgb rim) {
    return (u, v, pu, pv, out) -> {
      Skin.put(rim, 1.1, 0.12, out);
      double inside = 0.5 - inner.distance(u, v) / Math.max(Math.max(pu, pv), 1e-6);
      Skin.over(center, Math.max(0, Math.min(1, inside)), out);
    };
  }

  /** Pickets with gaps between them. */
  static void fence(Stage stage, Dice dice, int side, double x, double z0, double z1) {
    double height = dice.in(0.9, 1.3);
    Rgb color = dice.chance(0.5) ? Rgb.of(0xd8d4c8) : Rgb.of(0x4a4038);
    Form pickets = new Pickets(new Box(z0, 0, z1, height), height);
    stage
        .prop(CityscapesClass.FENCE, Course.FIXED)
        .along(pickets.bounds(), pickets, side * x, Skin.rough(color, 0.4, 0.12, 5));
  }

  static void wall(Stage stage, Dice dice, int side, double x, double z0, double z1) {
    double height = dice.in(0.8, 2);
    Rgb color = Rgb.hsl(dice.in(0.05, 0.12), dice.in(0.05, 0.3), dice.in(0.45, 0.65));
    int seed = (int) dice.bits();
    Skin stone =
        (u, v, pu, pv, out) -> {
          double n = Noise.turbulent(u / 0.5, v / 0.25, pu / 0.5, pv / 0.25, seed);
          Skin.put(color, 1 + 0.18 * n, 0, out);
          Skin.over(color.times(0.7), 0.6 * Skin.stripes(v / 0.27, 0.14, pv / 0.27), out);
          Skin.over(color.tint(0.3), Skin.between(v, height - 0.12, height, pv), out);
        };
    double x0 = Math.min(side * x, side * (x + 0.3));
    stage
        .prop(CityscapesClass.WALL, Course.FIXED)
        .along(z0, z1, 0, height, side * x, stone)
        .across(x0, x0 + 0.3, 0, height, z0, stone)
        .level(x0, x0 + 0.3, z0, z1, height, Skin.flat(color.tint(0.2)));
  }

  /** Two rails and upright boards. */
  private record Pickets(Box bounds, double height) implements Form {
    @Override
    public double distance(double u, double v) {
      double post = u / 0.32 - Math.floor(u / 0.32);
      boolean board = post < 0.55;
      boolean rail = Math.abs(v - 0.3 * height) < 0.06 || Math.abs(v - 0.8 * height) < 0.06;
      return board || rail ? -0.01 : 0.01;
    }
  }
}
