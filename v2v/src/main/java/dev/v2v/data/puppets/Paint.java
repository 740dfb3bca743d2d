package dev.v2v.data.puppets;

import dev.v2v.data.draw.Rgb;

/** Colour of a part as a function of its own coordinates alone, so that it moves with it. */
interface Paint {
  /**
   * Writes the colour at {@code (u, v)} into {@code rgb}.
   *
   * @param depth distance to the part's edge, positive inside
   * @param pitch size of a pixel in the part's units; patterns finer than it fade out
   */
  void at(double u, double v, double depth, double pitch, float[] rgb);

  static Paint flat(Rgb color) {
    return new Pattern.Flat(color);
  }

  /** This paint, darker within {@code width} of the edge: parts look round. */
  default Paint rounded(double width, double strength) {
    Paint base = this;
    return (u, v, depth, pitch, rgb) -> {
      base.at(u, v, depth, pitch, rgb);
      if (depth < width) {
        double x = 1 - Math.max(0, depth) / width;
        float f = (float) (strength * x * x);
        // Blue fades less than green: shadows turn cool instead of grey.
        rgb[0] *= 1 - f;
        rgb[1] *= 1 - 1.15f * f;
        rgb[2] *= 1 - 0.8f * f;
      }
    };
  }

  /** This paint, darker towards both long sides of a capsule, not at its ends: a limb. */
  default Paint tubular(double radius, double strength) {
    Paint base = this;
    return (u, v, depth, pitch, rgb) -> {
      base.at(u, v, depth, pitch, rgb);
      double x = u / radius;
      float f = (float) Math.min(0.5, strength * x * x);
      rgb[0] *= 1 - f;
      rgb[1] *= 1 - 1.15f * f;
      rgb[2] *= 1 - 0.8f * f;
    };
  }

  /** This paint, lighter by {@code strength} at height {@code top}, darker at {@code bottom}. */
  default Paint lit(double top, double bottom, double strength) {
    Paint base = this;
    double k = 2 / (bottom - top);
    return (u, v, depth, pitch, rgb) -> {
      base.at(u, v, depth, pitch, rgb);
      double x = Math.max(-1, Math.min(1, 1 - (v - top) * k));
      float f = (float) (1 + strength * x);
      rgb[0] = Math.min(1, rgb[0] * f);
      rgb[1] = Math.min(1, rgb[1] * f);
      rgb[2] = Math.min(1, rgb[2] * f);
    };
  }
}
