package dev.v2v.engine.ptx.machine;

import java.util.Locale;

/** Directions of rounding, with exact sums of products rounded in them. */
enum Rounding {
  NEAREST("rn"),
  ZERO("rz"),
  DOWN("rm"),
  UP("rp");

  private final String modifier;

  Rounding(String modifier) {
    this.modifier = modifier;
  }

  String modifier() {
    return modifier;
  }

  /** The rounding of this modifier, also as a rounding to whole numbers: {@code rmi}. */
  static Rounding of(String modifier) {
    for (Rounding r : values()) {
      if (modifier.startsWith(r.modifier)) {
        return r;
      }
    }
    throw new IllegalArgumentException("rounding: must be rn, rz, rm or rp, got " + modifier);
  }

  /**
   * {@code a b + c}, rounded once.
   *
   * <p>IMPLEMENTATION NOTES. The product is exact in float64; the sum is a float64 and its error,
   * found by Knuth's two-sum. The nearest float32 is one of the two that the exact value lies
   * between, and the signs of what is left tell on which side.
   */
  float fma(float a, float b, float c) {
    if (this == NEAREST) {
      return Math.fma(a, b, c);
    }
    double product = (double) a * b;
    double sum = product + c;
    double part = sum - product;
    double error = (product - (sum - part)) + (c - part);
    if (sum == 0 && error == 0) {
      // An exact zero of numbers that cancel is negative when rounding down, else positive.
      boolean cancel = product != 0 || Math.copySign(1, product) != Math.copySign(1, c);
      return cancel ? (this == DOWN ? -0f : 0f) : (float) sum;
    }
    return narrow(sum, Double.isFinite(sum) ? error : 0);
  }

  /** The float64 {@code value + error}, the error being less than half its last place. */
  float narrow(double value, double error) {
    float nearest = (float) value;
    if (this == NEAREST || Double.isNaN(value) || Double.isInfinite(value)) {
      return nearest;
    }
    double left = value - nearest;
    double beyond = left == 0 ? error : left;
    boolean down = this == DOWN || (this == ZERO && value > 0);
    if (down && beyond < 0) {
      return Math.nextDown(nearest);
    }
    return !down && beyond > 0 ? Math.nextUp(nearest) : nearest;
  }

  /** The whole number that {@code a} is rounded to; NaN and infinities stay. */
  double whole(double a) {
    return switch (this) {
      case NEAREST -> Math.rint(a);
      case ZERO -> a < 0 ? Math.ceil(a) : Math.floor(a);
      case DOWN -> Math.floor(a);
      case UP -> Math.ceil(a);
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
