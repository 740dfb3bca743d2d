package dev.v2v.data.street;

/**
 * Value noise on an endless lattice, from integer hashes: no table, no state, the same everywhere.
 */
final class Noise {
  private Noise() {}

  /** Uniform in [0, 1), for one cell of the lattice. */
  static double cell(int x, int y, int seed) {
    int h = x * 0x8da6b343 + y * 0xd8163841 + seed * 0xcb1ab31f;
    h ^= h >>> 16;
    h *= 0x7feb352d;
    h ^= h >>> 15;
    h *= 0x846ca68b;
    h ^= h >>> 16;
    return (h >>> 8) * 0x1p-24;
  }

  /** Smooth between the cells' values, in [0, 1). */
  static double smooth(double x, double y, int seed) {
    double fx = Math.floor(x);
    double fy = Math.floor(y);
    int ix = (int) fx;
    int iy = (int) fy;
    double tx = x - fx;
    double ty = y - fy;
    tx = tx * tx * (3 - 2 * tx);
    ty = ty * ty * (3 - 2 * ty);
    double a = cell(ix, iy, seed);
    double b = cell(ix + 1, iy, seed);
    double c = cell(ix, iy + 1, seed);
    double d = cell(ix + 1, iy + 1, seed);
    double top = a + (b - a) * tx;
    return top + (c + (d - c) * tx - top) * ty;
  }

  /**
   * Two octaves in [-1, 1], fading where a pixel, {@code px} by {@code py}, holds several cells.
   */
  static double turbulent(double x, double y, double px, double py, int seed) {
    double p = Math.max(px, py);
    double coarse = fade(p);
    if (coarse < 0.02) {
      return 0;
    }
    double sum = coarse * (2 * smooth(x, y, seed) - 1);
    double fine = fade(2.7 * p);
    if (fine > 0.02) {
      sum += 0.5 * fine * (2 * smooth(2.7 * x + 13.1, 2.7 * y + 7.7, seed + 1) - 1);
    }
    return sum / 1.5;
  }

  /** What averaging over a pixel of {@code p} cells leaves of the contrast. */
  static double fade(double p) {
    return 1 / (1 + p * p * (1 + p * p));
  }
}
