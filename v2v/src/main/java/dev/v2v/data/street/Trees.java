package dev.v2v.data.street;

import dev.v2v.data.Dice;
import dev.v2v.data.draw.Rgb;
import dev.v2v.data.labels.CityscapesClass;

/** Plants: trees of several flat crowns one behind the other, and hedges. */
final class Trees {
  private Trees() {}

  static void tree(Stage stage, Dice dice, double x, double z) {
    double height = dice.in(4.2, 7.5);
    double crown = height * dice.in(0.24, 0.33);
    Rgb green = stage.style.leaves().times(dice.in(0.85, 1.2));
    Prop tree = stage.prop(CityscapesClass.VEGETATION, x, 0, z);
    double trunk = 0.1 + 0.012 * height;
    Skin bark = Skin.rough(Rgb.of(0x5c4a3a), 0.25, 0.35, (int) dice.bits());
    tree.across(-trunk, trunk, 0, height * 0.62, 0, bark);
    int balls = 4 + dice.below(3);
    for (int i = 0; i < balls; i++) {
      double r = crown * dice.in(0.55, 0.85);
      double dx = i == 0 ? 0 : crown * dice.in(-0.6, 0.6);
      double dy = i == 0 ? 0 : crown * dice.in(-0.55, 0.65);
      double dz = crown * (i - balls / 2.0) * 0.35;
      Foliage leaves =
          new Foliage(r * 1.25, r * 1.1, green.times(dice.in(0.88, 1.1)), (int) dice.bits());
      tree.sprite(leaves, dx, height - crown + dy, dz, leaves);
    }
    Vec sun = stage.style.sun();
    double reach = (height - crown) / Math.max(0.3, sun.y());
    Rgb dark = Rgb.WHITE.times(1 - stage.style.shadow());
    stage.spots.add(
        new Spot(
            Course.FIXED,
            x - sun.x() * reach,
            z - sun.z() * reach,
            crown * 1.25,
            crown * 1.25,
            0.55,
            dark,
            false));
  }

  /** A box of leaves along the street. */
  static void hedge(Stage stage, Dice dice, int side, double x, double z0, double z1) {
    double height = dice.in(0.9, 1.7);
    Rgb green = stage.style.leaves().times(dice.in(0.7, 1));
    int seed = (int) dice.bits();
    Skin leaves =
        (u, v, pu, pv, out) -> {
          double n = Noise.turbulent(u / 0.4, v / 0.4, pu / 0.4, pv / 0.4, seed);
          double m = Noise.turbulent(u / 0.12, v / 0.12, pu / 0.12, pv / 0.12, seed + 1);
          Skin.put(green, Math.max(0.3, 0.75 + 0.25 * v / height + 0.25 * n + 0.2 * m), 0, out);
        };
    Prop hedge = stage.prop(CityscapesClass.VEGETATION, Course.FIXED);
    double x0 = Math.min(side * x, side * (x + 0.9));
    hedge
        .along(z0, z1, 0, height, side * x, leaves)
        .across(x0, x0 + 0.9, 0, height, z0, leaves)
        .level(x0, x0 + 0.9, z0, z1, height, leaves);
  }
}
