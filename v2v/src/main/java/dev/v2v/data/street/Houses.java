package dev.v2v.data.street;

import dev.v2v.data.Dice;
import dev.v2v.data.draw.Box;
import dev.v2v.data.draw.Polygon;
import dev.v2v.data.draw.Rgb;
import dev.v2v.data.labels.CityscapesClass;

/** Buildings. Sides are -1 for the left of the street and 1 for the right. */
final class Houses {
  private Houses() {}

  /** Blocks of flats, shops below: a straight front from {@code z0} to {@code z1}. */
  static void block(Stage stage, Dice dice, int side, double x, double z0, double z1) {
    int floors = 2 + dice.below(4);
    double storey = dice.in(2.9, 3.5);
    double roof = floors * storey + 0.7;
    boolean shop = dice.chance(0.45);
    Facade skin = Facade.random(dice, roof, storey, shop, stage.style.lamps());
    Prop house = stage.prop(CityscapesClass.BUILDING, Course.FIXED);
    double back = side * (x + 24);
    double front = side * x;
    house.along(z0, z1, 0, roof, front, skin);
    Box end = new Box(Math.min(front, back), 0, Math.max(front, back), roof);
    Skin blank = Skin.rough(skin.wall().times(0.92), 1.7, 0.08, (int) dice.bits());
    house.across(end, null, z0, dice.chance(0.4) ? skin : blank);
    house.across(end, null, z1, blank);
    stage.roofs.add(side, z0, z1, roof);
    if (shop && dice.chance(0.6)) {
      awning(stage, dice, side, x, z0, storey);
    }
    if (dice.chance(0.5)) {
      mansard(house, dice, side, x, z0, z1, roof);
    }
  }

  /** A cloth over the pavement. */
  private static void awning(Stage stage, Dice dice, int side, double x, double z0, double storey) {
    Rgb cloth = Rgb.hsl(dice.unit(), 0.6, 0.45);
    Skin striped =
        (u, v, pu, pv, out) -> {
          Skin.put(cloth, 1, 0, out);
          Skin.over(Rgb.WHITE, 0.9 * Skin.stripes(u / 0.6, 0.5, pu / 0.6), out);
        };
    double from = z0 + dice.in(1, 4);
    Vec down = new Vec(-side * 0.85, -0.5, 0);
    stage
        .prop(CityscapesClass.BUILDING, Course.FIXED)
        .slanted(
            new Vec(side * x, storey * 0.98, from),
            Vec.AHEAD,
            down,
            new Box(0, 0, dice.in(4, 7), 1.4),
            null,
            striped);
  }

  /** A steep roof behind the cornice. */
  private static void mansard(
      Prop house, Dice dice, int side, double x, double z0, double z1, double roof) {
    Rgb tiles = Rgb.hsl(dice.in(0.01, 0.06), dice.in(0.1, 0.5), dice.in(0.28, 0.4));
    house.slanted(
        new Vec(side * x, roof, 0),
        Vec.AHEAD,
        new Vec(side * 0.5, 0.866, 0),
        new Box(z0, 0, z1, dice.in(1.5, 2.6)),
        null,
        tiled(tiles));
  }

  private static Skin tiled(Rgb color) {
    return (u, v, pu, pv, out) -> {
      Skin.put(color, 1, 0, out);
      Skin.over(color.times(0.65), 0.6 * Skin.stripes(v / 0.35, 0.25, pv / 0.35), out);
      Skin.over(color.times(0.8), 0.5 * Skin.stripes(u / 0.5, 0.2, pu / 0.5), out);
    };
  }

  /** A house with a pitched roof and a garden before it. */
  static void cottage(Stage stage, Dice dice, int side, double x, double z0, double length) {
    double storey = dice.in(2.7, 3);
    int floors = 1 + dice.below(2);
    double wall = floors * storey + 0.3;
    double depth = dice.in(7, 9);
    double rise = dice.in(2.2, 3.4);
    double setback = x + dice.in(2.6, 4.5);
    Facade skin = Facade.random(dice, wall, storey, false, stage.style.lamps());
    Rgb tiles =
        dice.chance(0.6)
            ? Rgb.hsl(dice.in(0.01, 0.04), dice.in(0.45, 0.65), dice.in(0.36, 0.45))
            : Rgb.hsl(0.6, 0.08, dice.in(0.28, 0.38));
    Prop house = stage.prop(CityscapesClass.BUILDING, Course.FIXED);
    double front = side * setback;
    double back = side * (setback + depth);
    double ridge = (front + back) / 2;
    house.along(z0, z0 + length, 0, wall, front, skin);
    double low = Math.min(front, back);
    double high = Math.max(front, back);
    Polygon gable = new Polygon(0, low, 0, high, 0, high, wall, ridge, wall + rise, low, wall);
    house.across(gable.bounds(), gable, z0, skin);
    house.across(gable.bounds(), gable, z0 + length, skin);
    Vec slope = new Vec(ridge - front, rise, 0);
    double eaves = 0.45;
    Vec start = new Vec(front, wall, 0).minus(slope.unit().times(eaves));
    double run = Math.sqrt(slope.dot(slope)) + eaves;
    Box roof = new Box(z0 - 0.3, 0, z0 + length + 0.3, run);
    house.slanted(start, Vec.AHEAD, slope.unit(), roof, null, tiled(tiles));
    Vec behind = new Vec(back - ridge, -rise, 0);
    house.slanted(
        new Vec(ridge, wall + rise, 0), Vec.AHEAD, behind.unit(), roof, null, tiled(tiles));
    if (dice.chance(0.7)) {
      Skin brick = Skin.rough(Rgb.of(0x8a5a48), 0.3, 0.2, 3);
      double cz = z0 + length * dice.in(0.2, 0.8);
      house.across(ridge - 0.4, ridge + 0.4, wall + rise - 0.9, wall + rise + 0.8, cz, brick);
      house.along(cz, cz + 0.8, wall + rise - 0.9, wall + rise + 0.8, ridge - side * 0.4, brick);
    }
  }
}
