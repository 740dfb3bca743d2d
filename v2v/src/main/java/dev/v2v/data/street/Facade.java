package dev.v2v.data.street;

import dev.v2v.data.Dice;
import dev.v2v.data.draw.Rgb;

/**
 * A wall with rows of windows; u runs along the wall, v up from the ground. Immutable.
 *
 * @param wall colour of the plaster or brick
 * @param trim colour of frames, ledges and the cornice
 * @param storey height of a floor
 * @param bay distance between windows
 * @param wide share of a bay that is window
 * @param high share of a storey that is window
 * @param bricks whether courses of brick show
 * @param shop colour of the ground floor if it is a shop, else null
 * @param roof height of the wall
 * @param lit share of the windows with light behind them
 */
record Facade(
    Rgb wall,
    Rgb trim,
    double storey,
    double bay,
    double wide,
    double high,
    boolean bricks,
    Rgb shop,
    double roof,
    double lit,
    int seed)
    implements Skin {
  private static final Rgb GLASS = Rgb.of(0x4a5866);
  private static final Rgb SKY_IN_GLASS = Rgb.of(0xa9bccb);
  private static final Rgb LAMP = Rgb.of(0xffd890);

  static Facade random(Dice dice, double roof, double storey, boolean shop, double lamps) {
    Rgb wall =
        switch (dice.below(5)) {
          case 0 -> Rgb.hsl(dice.in(0.02, 0.05), dice.in(0.3, 0.5), dice.in(0.36, 0.48));
          case 1 -> Rgb.hsl(dice.in(0.08, 0.13), dice.in(0.25, 0.5), dice.in(0.62, 0.78));
          case 2 -> Rgb.hsl(dice.unit(), dice.in(0.05, 0.25), dice.in(0.6, 0.8));
          case 3 -> Rgb.hsl(dice.in(0.55, 0.65), dice.in(0.03, 0.12), dice.in(0.5, 0.7));
          default -> Rgb.hsl(dice.in(0.04, 0.1), dice.in(0.3, 0.55), dice.in(0.5, 0.66));
        };
    Rgb trim = wall.tint(dice.in(0.35, 0.8));
    Rgb front = shop ? Rgb.hsl(dice.unit(), dice.in(0.2, 0.6), dice.in(0.25, 0.5)) : null;
    double bay = dice.in(2.1, 3.4);
    return new Facade(
        wall,
        trim,
        storey,
        bay,
        dice.in(0.36, 0.58),
        dice.in(0.46, 0.62),
        dice.chance(0.4),
        front,
        roof,
        0.55 * lamps,
        (int) dice.bits());
  }

  @Override
  public void at(double u, double v, double pu, double pv, float[] out) {
    double stain = Noise.turbulent(u / 2.3, v / 3.1, pu / 2.3, pv / 3.1, seed);
    Skin.put(wall, (1 + 0.07 * stain) * (0.86 + 0.14 * Math.min(1, v / 4)), 0, out);
    if (bricks) {
      double joint = Skin.stripes(v / 0.3, 0.16, pv / 0.3);
      Skin.over(wall.times(0.7), 0.5 * joint, out);
    }
    boolean ground = v < storey * 1.05;
    if (ground && shop != null) {
      shopFront(u, v, pu, pv, out);
    } else {
      windows(u, v, pu, pv, out);
    }
    double ledge = Skin.between(v, roof - 0.45, roof, pv);
    ledge = Math.max(ledge, Skin.between(v, storey * 1.02, storey * 1.02 + 0.22, pv));
    Skin.over(trim, 0.85 * ledge, out);
    Skin.over(wall.times(0.4), 0.6 * Skin.between(v, roof - 0.6, roof - 0.45, pv), out);
  }

  private void windows(double u, double v, double pu, double pv, float[] out) {
    double x = u / bay;
    double y = v / storey;
    double row = Math.floor(y);
    if ((row + 1) * storey > roof + 0.1) {
      return;
    }
    double a = (1 - wide) / 2;
    double b = (1 - high) * 0.55;
    double px = pu / bay;
    double py = pv / storey;
    double frame = Skin.stripes(x - a + 0.045, wide + 0.09, px);
    frame *= Skin.between(y - row, b - 0.04, b + high + 0.04, py);
    Skin.over(trim, frame, out);
    double pane = Skin.stripes(x - a, wide, px) * Skin.between(y - row, b, b + high, py);
    double column = Math.floor(x);
    double r = Noise.cell((int) column, (int) row, seed + 7);
    if (r < lit) {
      Rgb warm = LAMP.mix(Rgb.of(0xfff2d8), r / Math.max(lit, 1e-6));
      Skin.over(warm, pane, out);
      out[GLOW] = (float) Math.max(out[GLOW], pane * 0.85);
    } else {
      double sky = 0.25 + 0.45 * Noise.cell((int) column, (int) row, seed + 8) * Noise.fade(px);
      double height = Math.min(1, Math.max(0, (y - row - b) / high));
      Skin.over(GLASS.mix(SKY_IN_GLASS, sky * (0.4 + 0.6 * height)), pane, out);
    }
    double bar = Skin.between(x - column, 0.485, 0.515, px);
    Skin.over(trim, 0.8 * bar * pane, out);
  }

  private void shopFront(double u, double v, double pu, double pv, float[] out) {
    double x = u / (2 * bay);
    double y = v / storey;
    double py = pv / storey;
    Skin.over(shop, 1, out);
    double pane = Skin.stripes(x - 0.06, 0.88, pu / (2 * bay)) * Skin.between(y, 0.1, 0.7, py);
    double goods = Noise.turbulent(u / 0.5, v / 0.6, pu / 0.5, pv / 0.6, seed + 3);
    boolean open = lit > 0.2;
    Skin.over(open ? LAMP.times(0.95) : GLASS.mix(SKY_IN_GLASS, 0.2), pane, out);
    out[GLOW] = open ? (float) (0.9 * pane) : 0;
    Skin.over(shop.times(0.6), pane * 0.35 * Math.max(0, goods), out);
    double sign = Skin.between(y, 0.74, 0.98, py);
    Skin.over(shop.tint(0.2), sign, out);
    double letters =
        Skin.between(y, 0.8, 0.91, py)
            * Skin.between(x - Math.floor(x), 0.25, 0.75, pu / (2 * bay))
            * Skin.stripes(u / 0.5, 0.6, pu / 0.5);
    Skin.over(shop.tint(0.85), letters, out);
  }
}
