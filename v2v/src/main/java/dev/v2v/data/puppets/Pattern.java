package dev.v2v.data.puppets;

import dev.v2v.data.Dice;
import dev.v2v.data.draw.Rgb;

/** Procedural textures, each filtered to the pixel size. Immutable. */
sealed interface Pattern extends Paint {
  /** One colour. */
  record Flat(Rgb c) implements Pattern {
    @Override
    public void at(double u, double v, double depth, double pitch, float[] rgb) {
      blend(c, c, 0, rgb);
    }
  }

  /** Bands across direction {@code (nu, nv)}, of which {@code duty} is the second colour. */
  record Stripes(Rgb a, Rgb b, double nu, double nv, double period, double duty)
      implements Pattern {
    @Override
    public void at(double u, double v, double depth, double pitch, float[] rgb) {
      blend(a, b, band((u * nu + v * nv) / period, duty, pitch / period), rgb);
    }
  }

  /** Bands both ways; crossings are the mean, as in woven cloth. */
  record Checks(Rgb a, Rgb b, double period, boolean woven) implements Pattern {
    @Override
    public void at(double u, double v, double depth, double pitch, float[] rgb) {
      double x = band(u / period, 0.5, pitch / period);
      double y = band(v / period, 0.5, pitch / period);
      blend(a, b, woven ? (x + y) / 2 : x + y - 2 * x * y, rgb);
    }
  }

  /** Discs on a staggered lattice. */
  record Dots(Rgb a, Rgb b, double period, double radius) implements Pattern {
    @Override
    public void at(double u, double v, double depth, double pitch, float[] rgb) {
      double y = v / period;
      double row = Math.floor(y);
      double x = u / period + (((long) row & 1) == 0 ? 0 : 0.5);
      double dx = x - Math.floor(x) - 0.5;
      double dy = y - row - 0.5;
      double d = (Math.sqrt(dx * dx + dy * dy) - radius) * period / pitch;
      blend(a, b, Math.max(0, Math.min(1, 0.5 - d)), rgb);
    }
  }

  /** A smooth ramp from {@code a} at height {@code top} to {@code b} at {@code bottom}. */
  record Ramp(Rgb a, Rgb b, double top, double bottom) implements Pattern {
    @Override
    public void at(double u, double v, double depth, double pitch, float[] rgb) {
      double x = Math.max(0, Math.min(1, (v - top) / (bottom - top)));
      blend(a, b, x * x * (3 - 2 * x), rgb);
    }
  }

  /** Two octaves of value noise. */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody; the table is never written.
  record Noise(Rgb a, Rgb b, double period, float[] lattice) implements Pattern {
    private static final int SIDE = 16;

    static Noise of(Rgb a, Rgb b, double period, Dice dice) {
      float[] lattice = new float[SIDE * SIDE];
      for (int i = 0; i < lattice.length; i++) {
        lattice[i] = (float) dice.unit();
      }
      return new Noise(a, b, period, lattice);
    }

    @Override
    public void at(double u, double v, double depth, double pitch, float[] rgb) {
      double x = u / period;
      double y = v / period;
      blend(a, b, 0.68 * value(x, y) + 0.32 * value(2.13 * x + 5.3, 2.13 * y + 1.7), rgb);
    }

    private double value(double x, double y) {
      double fx = Math.floor(x);
      double fy = Math.floor(y);
      int ix = (int) fx & (SIDE - 1);
      int iy = ((int) fy & (SIDE - 1)) * SIDE;
      int jx = (ix + 1) & (SIDE - 1);
      int jy = (iy + SIDE) & (SIDE * SIDE - 1);
      double tx = x - fx;
      double ty = y - fy;
      tx = tx * tx * (3 - 2 * tx);
      ty = ty * ty * (3 - 2 * ty);
      double top = lattice[iy + ix] + (lattice[iy + jx] - lattice[iy + ix]) * tx;
      double bottom = lattice[jy + ix] + (lattice[jy + jx] - lattice[jy + ix]) * tx;
      return top + (bottom - top) * ty;
    }
  }

  private static void blend(Rgb a, Rgb b, double share, float[] rgb) {
    float s = (float) share;
    rgb[0] = a.r() + (b.r() - a.r()) * s;
    rgb[1] = a.g() + (b.g() - a.g()) * s;
    rgb[2] = a.b() + (b.b() - a.b()) * s;
  }

  /** Square wave of period 1 that is 1 for {@code duty} of it, its edges {@code width} wide. */
  private static double band(double x, double duty, double width) {
    if (width > 0.5) { // finer than two pixels: the mean, not moire
      return duty;
    }
    double f = Math.abs(x - Math.floor(x) - 0.5); // 0 in the middle of the band
    return Math.max(0, Math.min(1, 0.5 + (duty / 2 - f) / width));
  }
}
