package dev.v2v.data.puppets;

import dev.v2v.data.Dice;
import dev.v2v.data.draw.Box;
import dev.v2v.data.draw.Egg;
import dev.v2v.data.draw.Form;
import dev.v2v.data.draw.Placement;
import dev.v2v.data.draw.Rgb;
import java.util.ArrayList;
import java.util.List;

/**
 * Rooms and landscapes. Immutable.
 *
 * @param shadow colour of shadows on the ground
 */
record Scenery(List<Item> items, Rgb shadow) {
  /** One piece of scenery at a point of the view. */
  record Item(Form form, double x, double y, double turn, Paint paint) {}

  void draw(Easel easel, Placement place) {
    for (Item item : items) {
      Placement at = Placement.of(place.affine().moved(item.x, item.y).turned(item.turn));
      easel.fill(Part.BACKGROUND, item.form, at, item.paint);
    }
  }

  static Scenery random(Kind kind, Dice dice) {
    List<Item> items = new ArrayList<>();
    boolean ground = kind == Kind.FIGURE;
    Rgb shadow =
        dice.chance(ground ? 0.55 : 0.7)
            ? room(items, ground, dice)
            : landscape(items, ground, dice);
    return new Scenery(List.copyOf(items), shadow);
  }

  private static Rgb room(List<Item> items, boolean ground, Dice dice) {
    Rgb[] wall = Palette.wall(dice);
    Paint paper = Fabric.random(wall[0], wall[1], 0.2, dice);
    items.add(new Item(new Form.Plane(), 0, 0, 0, paper.lit(-1, 1, 0.05)));
    if (dice.chance(0.65)) {
      picture(items, dice.in(-0.8, -0.5), dice.in(-0.65, -0.25), dice);
    }
    if (dice.chance(0.65)) {
      picture(items, dice.in(0.5, 0.8), dice.in(-0.65, -0.25), dice);
    }
    if (!ground) {
      return wall[1];
    }
    Rgb wood =
        dice.chance(0.6)
            ? Rgb.hsl(dice.in(0.05, 0.1), 0.3, dice.in(0.45, 0.68))
            : wall[1].shade(0.35);
    Paint boards = new Pattern.Stripes(wood, wood.shade(0.14), 0, 1, 0.12, 0.5);
    double horizon = dice.in(0.5, 0.66);
    items.add(half(horizon, boards.lit(0, 0.6, 0.06)));
    Rgb strip = wall[0].tint(0.5);
    items.add(
        new Item(
            new Form.RoundBox(4, 0.025, 0), 0, horizon, 0, Paint.flat(strip).rounded(0.02, 0.2)));
    return wood.shade(0.4);
  }

  private static void picture(List<Item> items, double x, double y, Dice dice) {
    double a = dice.in(0.14, 0.24);
    double b = dice.in(0.14, 0.24);
    Rgb[] ink = Palette.cloth(dice);
    boolean round = dice.chance(0.25);
    Form outer = round ? Egg.disc(a + 0.035) : new Form.RoundBox(a + 0.035, b + 0.035, 0.02);
    Form inner = round ? Egg.disc(a) : new Form.RoundBox(a, b, 0);
    Rgb frame = dice.chance(0.5) ? Rgb.of(0xf4efe4) : Rgb.of(0x7a5a40);
    items.add(new Item(outer, x + 0.015, y + 0.02, 0, Paint.flat(frame.shade(0.5))));
    items.add(new Item(outer, x, y, 0, Paint.flat(frame)));
    items.add(new Item(inner, x, y, 0, Fabric.random(ink[0], ink[1], 0.14, dice)));
  }

  private static Rgb landscape(List<Item> items, boolean ground, Dice dice) {
    double hue = dice.pick(List.of(0.55, 0.57, 0.6, 0.08, 0.93, 0.72));
    Rgb top = Rgb.hsl(hue, 0.5, dice.in(0.55, 0.75));
    Rgb low = Rgb.hsl(hue + 0.06, 0.55, 0.88);
    items.add(new Item(new Form.Plane(), 0, 0, 0, new Pattern.Ramp(top, low, -1, 0.6)));
    Form sun = Egg.disc(dice.in(0.12, 0.2));
    items.add(
        new Item(
            sun,
            dice.sign() * dice.in(0.5, 0.8),
            dice.in(-0.75, -0.4),
            0,
            Paint.flat(Rgb.of(0xfff3c9))));
    cloud(items, dice.in(-0.9, -0.3), dice.in(-0.8, -0.35), dice.in(0.1, 0.16));
    cloud(items, dice.in(0.3, 0.9), dice.in(-0.8, -0.35), dice.in(0.1, 0.16));
    double green = dice.in(0.2, 0.42);
    for (int i = 0; i < 4; i++) {
      double r = dice.in(0.5, 0.9);
      double y = (ground ? 0.45 : 0.3) + 0.1 * i;
      Rgb hill = Rgb.hsl(green, 0.3, 0.68 - 0.07 * i);
      items.add(
          new Item(
              Egg.ellipse(r, r * 0.5),
              -1.2 + 0.8 * i + dice.in(-0.2, 0.2),
              y + r * 0.25,
              0,
              Pattern.Noise.of(hill, hill.tint(0.12), 0.16, dice)));
    }
    Rgb grass = Rgb.hsl(green, 0.34, dice.in(0.42, 0.56));
    Paint meadow = Pattern.Noise.of(grass.shade(0.12), grass.tint(0.1), 0.1, dice);
    items.add(half(ground ? 0.58 : 0.7, meadow));
    return grass.shade(0.42);
  }

  private static void cloud(List<Item> items, double x, double y, double r) {
    Paint white = Paint.flat(Rgb.of(0xfdfdfb));
    items.add(new Item(new Form.RoundBox(r * 2, r * 0.55, r * 0.5), x, y + 0.4 * r, 0, white));
    items.add(new Item(Egg.disc(r * 0.8), x - 0.6 * r, y, 0, white));
    items.add(new Item(Egg.disc(r), x + 0.4 * r, y - 0.1 * r, 0, white));
  }

  /** Everything below a line; the paint's own height starts there. */
  private static Item half(double level, Paint paint) {
    return new Item(new Ground(), 0, level, 0, paint);
  }

  /** Everything with positive v. */
  private record Ground() implements Form {
    @Override
    public double distance(double u, double v) {
      return -v;
    }

    @Override
    public Box bounds() {
      return new Box(-1e6, 0, 1e6, 1e6);
    }
  }
}
