package dev.v2v.data.shapes;

import dev.v2v.data.Dice;
import java.util.List;

/**
 * What a surface looks like: a pattern of two colours in the surface's own coordinates. Immutable.
 *
 * @param light {@code 0xRRGGBB}
 * @param dark the other colour
 * @param pattern how they alternate
 * @param period of the pattern
 */
record Brush(int light, int dark, Pattern pattern, double period) {
  private static final List<Pattern> PATTERNS =
      List.of(Pattern.STRIPES, Pattern.CHECKS, Pattern.DOTS);

  /** Patterns; a point is light or dark. */
  enum Pattern {
    PLAIN,
    STRIPES,
    CHECKS,
    DOTS
  }

  /** Plain as often as not, else any pattern in two colours. */
  static Brush of(int light, int dark, Dice dice) {
    Pattern pattern = dice.chance(0.5) ? Pattern.PLAIN : dice.pick(PATTERNS);
    return new Brush(light, dark, pattern, dice.in(0.25, 0.6));
  }

  /** The colour at a point. */
  int at(double u, double v) {
    return isLight(u / period, v / period) ? light : dark;
  }

  private boolean isLight(double x, double y) {
    return switch (pattern) {
      case PLAIN -> true;
      case STRIPES -> Math.floorMod((long) Math.floor(2 * x), 2L) == 0;
      case CHECKS -> Math.floorMod((long) (Math.floor(x) + Math.floor(y)), 2L) == 0;
      case DOTS -> Math.hypot(x - Math.rint(x), y - Math.rint(y)) > 0.3;
    };
  }
}
