package dev.v2v.data.street;

import dev.v2v.data.draw.Rgb;

/**
 * A road that runs along z: worn tarmac, a broken line in the middle, lines along the parking bays,
 * and zebra crossings. u = x, v = z. Immutable.
 *
 * @param base colour
 * @param lane width of a lane
 * @param half half width of the road
 * @param crossings where streets cross
 */
record Asphalt(Rgb base, double lane, double half, Crossings crossings, int seed) implements Skin {
  private static final Rgb PAINT = Rgb.of(0xe9e7df);

  @Override
  public void at(double u, double v, double pu, double pv, float[] out) {
    double coarse = Noise.turbulent(u / 1.9, v / 5.3, pu / 1.9, pv / 5.3, seed);
    double fine = Noise.turbulent(u / 0.16, v / 0.22, pu / 0.16, pv / 0.22, seed + 4);
    double mend = 1 - 0.13 * mended(u, v, pu, pv);
    double track = Math.abs(Math.abs(u) - lane / 2);
    double worn = 1 + 0.07 * Math.max(0, 1 - Math.abs(track - 0.75) / 0.4);
    Skin.put(base, (1 + 0.09 * coarse + 0.11 * fine) * mend * worn, 0, out);
    double dirt = Math.max(0, 1 - (half - Math.abs(u)) / 0.7);
    Skin.over(base.times(0.7), 0.5 * dirt, out);
    double along = crossings.share(v, pv);
    double wear = 0.9 - 0.25 * Math.abs(coarse);
    double middle =
        Skin.between(u, -0.07, 0.07, pu) * Skin.stripes(v / 6, 0.5, pv / 6) * (1 - along);
    double bays = Skin.between(Math.abs(u), lane - 0.06, lane + 0.06, pu) * (1 - along);
    double zebra =
        crossings.zebra(v, pv)
            * Skin.stripes(u / 1.1 + 0.25, 0.5, pu / 1.1)
            * Skin.between(u, -half + 0.3, half - 0.3, pu);
    double stop = crossings.stopLine(v, pv) * Skin.between(u, 0.1, lane, pu);
    Skin.over(PAINT, wear * Math.min(1, middle + bays + zebra + stop), out);
  }

  /** Rectangles that were dug up and closed again. */
  private double mended(double u, double v, double pu, double pv) {
    double x = u / 1.7;
    double z = v / 6.5;
    int column = (int) Math.floor(x);
    int row = (int) Math.floor(z);
    double chance = Noise.cell(column, row, seed + 9);
    if (chance > 0.16) {
      return 0;
    }
    double length = 0.25 + 3 * chance;
    return Skin.between(x - column, 0.08, 0.92, pu / 1.7)
        * Skin.between(z - row, 0.1, 0.1 + length, pv / 6.5);
  }
}
