package dev.v2v.data.puppets;

import dev.v2v.data.Dice;
import dev.v2v.data.draw.Rgb;

/** Random textures for clothes and walls. */
final class Fabric {
  private Fabric() {}

  /** A pattern of two colours with features about {@code period} in size. */
  static Paint random(Rgb a, Rgb b, double period, Dice dice) {
    double p = period * dice.in(0.8, 1.3);
    return switch (dice.below(8)) {
      case 0 -> new Pattern.Stripes(a, b, 0, 1, p, dice.in(0.3, 0.5));
      case 1 -> new Pattern.Stripes(a, b, 1, 0, p, dice.in(0.3, 0.5));
      case 2 -> new Pattern.Stripes(a, b, 0.7071, 0.7071 * dice.sign(), p, 0.4);
      case 3 -> new Pattern.Dots(a, b, p, dice.in(0.24, 0.36));
      case 4 -> new Pattern.Checks(a, b, p * 1.3, true);
      case 5 -> new Pattern.Checks(a, b, p * 1.6, false);
      case 6 -> Pattern.Noise.of(a, b, p, dice);
      default -> new Pattern.Ramp(a, b, -4 * p, 4 * p);
    };
  }
}
