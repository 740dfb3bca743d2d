package dev.v2v.data.street;

import dev.v2v.data.draw.Rgb;

/**
 * Colour of a surface as a function of its own coordinates alone, so that it moves with it. Unlike
 * a drawn figure's paint, a surface in a street is seen at grazing angles, so the size of a pixel
 * differs along its two axes; patterns are averaged over that size and do not flicker far away.
 */
@FunctionalInterface
interface Skin {
  /** Index of the share of light that the surface sends out by itself, from 0 to 1. */
  int GLOW = 3;

  /**
   * Writes red, green, blue and glow.
   *
   * @param u along the first axis of the face, in metres
   * @param v along the second
   * @param pu size of a pixel along u
   * @param pv size of a pixel along v
   * @param out receives four values; the first three in display encoding
   */
  void at(double u, double v, double pu, double pv, float[] out);

  static Skin flat(Rgb color) {
    return (u, v, pu, pv, out) -> put(color, 1, 0, out);
  }

  /** A colour that shines whatever the light. */
  static Skin glowing(Rgb color) {
    return (u, v, pu, pv, out) -> put(color, 1, 1, out);
  }

  /** One colour, lighter and darker by {@code depth} in spots of about {@code period} metres. */
  static Skin rough(Rgb color, double period, double depth, int seed) {
    return (u, v, pu, pv, out) -> {
      double n = Noise.turbulent(u / period, v / period, pu / period, pv / period, seed);
      put(color, 1 + depth * n, 0, out);
    };
  }

  static void put(Rgb color, double factor, double glow, float[] out) {
    float f = (float) factor;
    out[0] = color.r() * f;
    out[1] = color.g() * f;
    out[2] = color.b() * f;
    out[GLOW] = (float) glow;
  }

  /** Blends {@code color} over what is in {@code out}. */
  static void over(Rgb color, double share, float[] out) {
    float s = (float) share;
    out[0] += (color.r() - out[0]) * s;
    out[1] += (color.g() - out[1]) * s;
    out[2] += (color.b() - out[2]) * s;
    out[GLOW] -= out[GLOW] * s;
  }

  /** Share of a pixel of width {@code p} at {@code x} that lies between {@code a} and {@code b}. */
  static double between(double x, double a, double b, double p) {
    double w = Math.max(p, 1e-6);
    double low = Math.max(a, x - w / 2);
    double high = Math.min(b, x + w / 2);
    return high <= low ? 0 : Math.min(1, (high - low) / w);
  }

  /** As {@link #between}, for stripes from 0 to {@code duty} repeated every metre of {@code x}. */
  static double stripes(double x, double duty, double p) {
    double w = Math.max(p, 1e-6);
    return Math.min(1, Math.max(0, (filled(x + w / 2, duty) - filled(x - w / 2, duty)) / w));
  }

  private static double filled(double x, double duty) {
    double whole = Math.floor(x);
    return whole * duty + Math.min(duty, x - whole);
  }
}
