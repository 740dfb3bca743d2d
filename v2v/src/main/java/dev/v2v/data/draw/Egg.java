package dev.v2v.data.draw;

/**
 * An ellipse whose width may shrink towards the bottom. Immutable.
 *
 * <p>IMPLEMENTATION NOTES: nearly every pixel of a head asks several eggs for a distance, hence the
 * reciprocals.
 */
public final class Egg implements Form {
  private final double a;
  private final double b;
  private final double taper;
  private final double perA;
  private final double perB;

  /**
   * @param a half width in the middle
   * @param b half height
   * @param taper the half width at height v is {@code a (1 - taper v / b)}
   */
  public Egg(double a, double b, double taper) {
    this.a = a;
    this.b = b;
    this.taper = taper;
    this.perA = 1 / a;
    this.perB = 1 / b;
  }

  public static Egg ellipse(double a, double b) {
    return new Egg(a, b, 0);
  }

  public static Egg disc(double radius) {
    return new Egg(radius, radius, 0);
  }

  /** To first order {@code f / |grad f|}, where f = r - 1 and r = |(u / w, v / b)|. */
  @Override
  public double distance(double u, double v) {
    double s = v * perB;
    double perW = perA;
    double slope = 0;
    if (taper != 0) {
      perW /= 1 - taper * Math.max(-1, Math.min(1, s)); // beyond its ends as wide as at them
      slope = -a * taper * perB;
    }
    double q = u * perW;
    double r2 = q * q + s * s;
    if (r2 < 1e-8) {
      return -Math.min(a, b);
    }
    double du = q * perW;
    double dv = s * perB - q * q * slope * perW;
    return (r2 - Math.sqrt(r2)) / Math.sqrt(du * du + dv * dv);
  }

  @Override
  public Box bounds() {
    return Box.centred(a * (1 + Math.abs(taper)), b);
  }
}
