package dev.v2v.data.street;

import dev.v2v.data.draw.Box;
import dev.v2v.data.draw.Form;
import dev.v2v.data.draw.Rgb;

/**
 * A ball of leaves with a ragged edge: a form, and a skin that is lighter above. Distances are
 * estimates; only their sign is exact. Immutable.
 */
record Foliage(double a, double b, Rgb color, int seed) implements Form, Skin {
  @Override
  public double distance(double u, double v) {
    double x = u / a;
    double y = v / b;
    double r = Math.sqrt(x * x + y * y);
    double size = Math.min(a, b);
    if (r < 0.6) {
      return (r - 1) * size;
    }
    double leaf = Noise.smooth(u * 3.1 / size, v * 3.1 / size, seed);
    double twig = Noise.smooth(u * 9 / size, v * 9 / size, seed + 1);
    return (r - 0.66 - 0.24 * leaf - 0.1 * twig) * size;
  }

  @Override
  public Box bounds() {
    return Box.centred(a, b);
  }

  @Override
  public void at(double u, double v, double pu, double pv, float[] out) {
    double clump = Noise.turbulent(u / 0.55, v / 0.45, pu / 0.55, pv / 0.45, seed + 5);
    double leaf = Noise.turbulent(u / 0.16, v / 0.16, pu / 0.16, pv / 0.16, seed + 6);
    double above = Math.max(-1, Math.min(1, -v / b - 0.25 * u / a));
    double f = 0.95 + 0.34 * above + 0.3 * clump + 0.2 * leaf;
    Skin.put(color, Math.max(0.25, f), 0, out);
    out[0] += (float) (0.03 * Math.max(0, above)); // sunlit leaves are yellower
  }
}
