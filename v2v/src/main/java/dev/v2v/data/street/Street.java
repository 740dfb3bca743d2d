package dev.v2v.data.street;

import dev.v2v.data.Dice;
import dev.v2v.data.draw.Rgb;
import dev.v2v.data.labels.CityscapesClass;

/**
 * Lays out one street: cells of {@link Crossings#CELL} metres along z, each with its own dice, so
 * what stands in a cell does not depend on how long the street is. Single-thread.
 */
final class Street {
  /** Cells seen ahead; what is farther is lost in haze. */
  static final int AHEAD = 15;

  static final int BEHIND = 1;
  private static final double CELL = Crossings.CELL;
  private static final double KERB = 0.13;
  private static final double LANE = 3.3;
  private static final double CAR_WIDTH = 2.1;

  private enum Quarter {
    CITY,
    SUBURB,
    PARK
  }

  private final Dice dice;
  private final Stage stage;
  private final double half;
  private final double wall;
  private final int first;
  private final int last;
  private final Crossings crossings;
  private final Quarter[] quarters;
  private final double crowd;
  private final double traffic;

  /**
   * A street to drive along.
   *
   * @param length metres that the camera drives
   */
  Street(Dice dice, Style style, double length) {
    this.dice = dice;
    Dice plan = dice.fork("plan");
    half = LANE + CAR_WIDTH;
    wall = half + plan.in(2.4, 4);
    first = -BEHIND;
    last = (int) Math.floor(length / CELL) + AHEAD;
    boolean[] crossed = new boolean[last - first + 1];
    for (int cell = 1; cell <= last; cell++) {
      crossed[cell - first] =
          Math.floorMod(cell, 3) == 1 && Dice.of(dice.fork("crossing").bits(), cell).chance(0.5);
    }
    crossings = new Crossings(first, crossed);
    quarters = new Quarter[] {quarter(plan), quarter(plan)};
    crowd = plan.in(0.1, 0.9);
    traffic = plan.in(0.2, 0.9);
    stage =
        new Stage(
            style, new RoofLine((int) (first * CELL), (int) ((last - first + 1) * CELL), wall));
  }

  private static Quarter quarter(Dice dice) {
    double x = dice.unit();
    return x < 0.5 ? Quarter.CITY : x < 0.8 ? Quarter.SUBURB : Quarter.PARK;
  }

  Stage build(double speed, double camera) {
    Sky.build(stage, dice.fork("sky"));
    ground();
    moving(dice.fork("traffic"), speed, camera);
    long key = dice.fork("cells").bits();
    for (int cell = first; cell <= last; cell++) {
      Dice own = Dice.of(key, cell);
      for (int side = -1; side <= 1; side += 2) {
        cell(own.fork("side " + side), cell, side);
      }
    }
    return stage;
  }

  private void ground() {
    Dice d = dice.fork("ground");
    double z0 = first * CELL;
    double z1 = (last + 1) * CELL;
    Rgb tar = Rgb.hsl(0.6, 0.03, d.in(0.36, 0.47));
    Skin road = new Asphalt(tar, LANE, half, crossings, (int) d.bits());
    int seed = (int) d.bits();
    Rgb grass = stage.style.grass();
    Skin lawn =
        (u, v, pu, pv, out) -> {
          double wide = Noise.turbulent(u / 2.7, v / 4.1, pu / 2.7, pv / 4.1, seed);
          double blade = Noise.turbulent(u / 0.2, v / 0.35, pu / 0.2, pv / 0.35, seed + 3);
          Skin.put(grass, 1 + 0.2 * wide + 0.22 * blade, 0, out);
        };
    stage.prop(CityscapesClass.ROAD, Course.FIXED).ground(-half, half, z0, z1 + 300, 0, road);
    stage.prop(CityscapesClass.TERRAIN, Course.FIXED).ground(-250, 250, z0, z1 + 300, -0.03, lawn);
    Rgb stone = Rgb.hsl(d.in(0.06, 0.12), d.in(0.02, 0.12), d.in(0.56, 0.68));
    Skin slabs = slabs(stone, (int) d.bits());
    Skin kerb = Skin.rough(stone.tint(0.15), 0.5, 0.1, 2);
    Prop walk = stage.prop(CityscapesClass.SIDEWALK, Course.FIXED);
    Prop cross = stage.prop(CityscapesClass.ROAD, Course.FIXED);
    for (int cell = first; cell <= last; cell++) {
      double z = cell * CELL;
      boolean crossed = crossings.isCrossed(cell);
      for (int side = -1; side <= 1; side += 2) {
        if (crossed) {
          pavement(walk, side, z, z + Crossings.FROM, slabs, kerb);
          pavement(walk, side, z + Crossings.TO, z + CELL, slabs, kerb);
          double out = side * 120;
          cross.ground(
              Math.min(side * half, out),
              Math.max(side * half, out),
              z + Crossings.FROM,
              z + Crossings.TO,
              0,
              Skin.rough(tar, 0.9, 0.1, 3));
        } else {
          pavement(walk, side, z, z + CELL, slabs, kerb);
        }
      }
    }
  }

  private void pavement(Prop walk, int side, double z0, double z1, Skin slabs, Skin kerb) {
    double a = side * half;
    double b = side * wall;
    walk.ground(Math.min(a, b), Math.max(a, b), z0, z1, KERB, slabs);
    walk.along(z0, z1, 0, KERB, a, kerb);
    walk.across(Math.min(a, b), Math.max(a, b), 0, KERB, z0, kerb);
  }

  private static Skin slabs(Rgb stone, int seed) {
    return (u, v, pu, pv, out) -> {
      double tone = Noise.cell((int) Math.floor(u / 0.6), (int) Math.floor(v / 0.9), seed) - 0.5;
      tone *= Noise.fade(Math.max(pu / 0.6, pv / 0.9));
      double dirt = Noise.turbulent(u / 1.3, v / 1.7, pu / 1.3, pv / 1.7, seed + 1);
      Skin.put(stone, 1 + 0.12 * tone + 0.1 * dirt, 0, out);
      double joint = Skin.stripes(u / 0.6, 0.05, pu / 0.6) + Skin.stripes(v / 0.9, 0.035, pv / 0.9);
      Skin.over(stone.times(0.6), Math.min(1, joint), out);
    };
  }

  private void moving(Dice d, double speed, double camera) {
    if (d.chance(0.3 + 0.5 * traffic)) {
      double gap = d.in(9, 24);
      double own = speed * d.in(0.9, 1.12);
      vehicle(d.fork("ahead"), Cars.driving(camera, gap, own));
    }
    double z = d.in(15, 45);
    double faster = d.in(0.35, 0.6);
    for (int i = 0; i < 8; i++) {
      if (d.chance(traffic)) {
        vehicle(d.fork("oncoming " + i), Cars.driving(-LANE / 2, z, -faster));
      }
      z += d.in(14, 50);
    }
    if (d.chance(0.35)) {
      double x = half - CAR_WIDTH / 2 - 0.6;
      Course ride = People.along(x - 0.9, 0, d.in(8, 26), d.in(0.2, 0.3));
      People.cyclist(stage, d.fork("cyclist"), ride, d.in(0.05, 0.07), false);
    }
  }

  private void vehicle(Dice d, Course course) {
    double kind = d.unit();
    if (kind < 0.8) {
      Cars.car(stage, d, course);
    } else {
      Cars.large(stage, d, course, kind < 0.9);
    }
  }

  private void cell(Dice d, int cell, int side) {
    double z = cell * CELL;
    boolean crossed = crossings.isCrossed(cell);
    if (crossed) {
      corner(d.fork("corner"), z, side);
    } else {
      switch (quarters[side < 0 ? 0 : 1]) {
        case CITY -> city(d.fork("city"), z, side);
        case SUBURB -> suburb(d.fork("suburb"), z, side);
        case PARK -> park(d.fork("park"), z, side);
      }
      parking(d.fork("parking"), z, side);
    }
    if (Math.floorMod(cell, 2) == (side < 0 ? 0 : 1)) {
      Furniture.lamp(stage, side, half + 0.4, z + 1.1);
    }
    if (d.fork("sign").chance(0.3)) {
      Furniture.sign(stage, d.fork("which sign"), side * (half + 0.5), z + 2.9);
    }
    walkers(d.fork("walkers"), z, side);
  }

  private void city(Dice d, double z, int side) {
    if (d.chance(0.94)) {
      Houses.block(stage, d, side, wall, z, z + CELL);
    } else {
      Trees.tree(stage, d, side * (wall + 4), z + 8);
    }
    if (d.chance(0.25)) {
      Trees.tree(stage, d.fork("tree"), side * (half + 0.8), z + d.in(5, 12));
    }
  }

  private void suburb(Dice d, double z, int side) {
    double length = d.in(8, 11.5);
    double from = z + d.in(1, CELL - length - 1);
    if (d.chance(0.88)) {
      Houses.cottage(stage, d.fork("cottage"), side, wall, from, length);
    }
    double border = d.unit();
    if (border < 0.4) {
      Trees.hedge(stage, d, side, wall, z + 0.5, z + CELL - 1.5);
    } else if (border < 0.7) {
      Furniture.fence(stage, d, side, wall, z + 0.5, z + CELL - 1.5);
    } else if (border < 0.85) {
      Furniture.wall(stage, d, side, wall, z + 0.5, z + CELL - 1.5);
    }
    if (d.chance(0.5)) {
      Trees.tree(stage, d.fork("tree"), side * (wall + d.in(1.4, 2.4)), z + d.in(1, 4));
    }
  }

  private void park(Dice d, double z, int side) {
    int trees = 2 + d.below(3);
    for (int i = 0; i < trees; i++) {
      double x = wall + 1.5 + d.in(0, 16);
      Trees.tree(stage, d.fork("tree " + i), side * x, z + CELL * (i + d.unit()) / trees);
    }
    if (d.chance(0.3)) {
      Furniture.fence(stage, d, side, wall + 0.2, z, z + CELL);
    }
  }

  private void corner(Dice d, double z, int side) {
    double x = side * (half + 0.5);
    if (side > 0) {
      Furniture.trafficLight(stage, d, x, z + Crossings.FROM - 3.2);
    } else {
      Furniture.trafficLight(stage, d, x, z + Crossings.TO + 0.4);
    }
    if (d.chance(crowd)) {
      double reach = half + 0.8;
      Course way =
          People.across(-reach, reach, z + Crossings.FROM - 1.7, d.in(130, 200), d.in(0, 2));
      People.walker(stage, d.fork("crossing"), way, 0.06, d.chance(0.5));
    }
  }

  private void parking(Dice d, double z, int side) {
    for (int slot = 0; slot < 2; slot++) {
      if (d.chance(0.2 + 0.5 * traffic)) {
        double at = z + 4.2 + 7.4 * slot + d.in(-0.5, 0.5);
        double x = side * (half - 1.1 + d.in(-0.08, 0.08));
        Cars.car(stage, d.fork("slot " + slot), Cars.parked(x, at, side < 0));
      }
    }
  }

  private void walkers(Dice d, double z, int side) {
    int n = d.chance(crowd) ? 1 + d.below(2) : 0;
    for (int i = 0; i < n; i++) {
      double x = side * (half + 1 + (wall - half - 1.5) * d.unit());
      double speed = d.sign() * d.in(0.05, 0.09);
      Course way = People.along(x, KERB, z + d.in(0, CELL), speed);
      People.walker(stage, d.fork("walker " + i), way, d.in(0.05, 0.065), speed < 0);
    }
  }
}
