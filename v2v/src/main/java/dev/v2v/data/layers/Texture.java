package dev.v2v.data.layers;

import dev.v2v.data.Dice;
import dev.v2v.data.draw.Rgb;

/**
 * A colour for every point of the plane, from cosine waves that are several pixels long, so that
 * nothing is finer than a frame can show. Immutable.
 */
final class Texture {
  /** What lies over the clouds. */
  private enum Weave {
    PLAIN,
    STRIPES,
    CHECKER
  }

  /** One cosine wave over the plane. */
  private record Wave(double fx, double fy, double phase) {
    static Wave random(Dice dice, double length, double angle) {
      double f = 2 * Math.PI / length;
      return new Wave(
          f * StrictMath.cos(angle), f * StrictMath.sin(angle), dice.in(0, 2 * Math.PI));
    }

    double at(double u, double v) {
      return StrictMath.cos(fx * u + fy * v + phase);
    }
  }

  private static final int CLOUD_WAVES = 12;
  private static final double STEEP = 3;

  private final Weave weave;
  private final Wave first;
  private final Wave second;
  private final Wave[] clouds = new Wave[CLOUD_WAVES];
  private final double[] amplitude = new double[CLOUD_WAVES];
  private final Rgb low;
  private final Rgb high;

  private Texture(Weave weave, Wave first, Wave second, Rgb low, Rgb high) {
    this.weave = weave;
    this.first = first;
    this.second = second;
    this.low = low;
    this.high = high;
  }

  static Texture random(Dice dice) {
    double hue = dice.unit();
    double turn = dice.in(0, Math.PI);
    Texture texture =
        new Texture(
            Weave.values()[dice.below(Weave.values().length)],
            Wave.random(dice, dice.in(10, 24), turn),
            Wave.random(dice, dice.in(10, 24), turn + Math.PI / 2),
            Rgb.hsl(hue, dice.in(0.2, 0.8), dice.in(0.1, 0.35)),
            Rgb.hsl(hue + dice.in(-0.25, 0.25), dice.in(0.2, 0.8), dice.in(0.6, 0.9)));
    double total = 0;
    for (int i = 0; i < CLOUD_WAVES; i++) {
      double length = 5 * StrictMath.pow(14, (i + dice.unit()) / CLOUD_WAVES); // 5 to 70 pixels
      texture.clouds[i] = Wave.random(dice, length, dice.in(0, Math.PI));
      texture.amplitude[i] = Math.sqrt(length);
      total += texture.amplitude[i];
    }
    for (int i = 0; i < CLOUD_WAVES; i++) {
      texture.amplitude[i] *= 2.5 / total;
    }
    return texture;
  }

  /** Adds {@code weight} times the colour at (u, v) to {@code sum}, three components. */
  void add(double u, double v, double weight, double[] sum) {
    double pattern =
        switch (weave) {
          case PLAIN -> 0;
          case STRIPES -> clip(STEEP * first.at(u, v)) + 0.3 * second.at(u, v);
          case CHECKER -> clip(STEEP * first.at(u, v)) * clip(STEEP * second.at(u, v));
        };
    double cloud = 0;
    for (int i = 0; i < CLOUD_WAVES; i++) {
      cloud += amplitude[i] * clouds[i].at(u, v);
    }
    // Nothing outdoors repeats exactly: the pattern is lit unevenly.
    double share = weave == Weave.PLAIN ? cloud : 0.55 * pattern + 0.6 * cloud;
    Rgb c = low.mix(high, 0.5 + 0.5 * clip(share));
    sum[0] += weight * c.r();
    sum[1] += weight * c.g();
    sum[2] += weight * c.b();
  }

  private static double clip(double v) {
    return Math.max(-1, Math.min(1, v));
  }
}
