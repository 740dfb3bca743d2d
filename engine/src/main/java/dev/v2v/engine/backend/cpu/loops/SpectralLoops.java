package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cpu.HostParallel;
import dev.v2v.engine.op.norm.PowerIteration;
import dev.v2v.engine.op.norm.SpectralNorm;

/** Spectral normalisation of a weight seen as a matrix of rows(u) x columns(v). */
final class SpectralLoops {
  private final HostParallel parallel;

  private SpectralLoops(HostParallel parallel) {
    this.parallel = parallel;
  }

  static void register(HostParallel parallel, KernelRegistry registry) {
    SpectralLoops loops = new SpectralLoops(parallel);
    registry.add(PowerIteration.KEY, Rows.TYPES, loops::iterate);
    registry.add(SpectralNorm.KEY, Rows.TYPES, loops::normalise);
    registry.add(SpectralNorm.BACKWARD, Rows.TYPES, loops::backward);
  }

  private void iterate(Stream s, Double eps, Tensor[] in, Tensor[] out) {
    Rows w = Rows.of(in[0]);
    int rows = (int) out[0].elements();
    int columns = (int) out[1].elements();
    float[] u = values(out[0]);
    double[] v =
        new Columns(parallel, 1, rows, columns)
            .sum(
                (scratch, o, at, n, to) -> {
                  w.get(at, to, n);
                  for (int i = 0; i < n; i++) {
                    to[i] *= u[(int) (at + i) / columns];
                  }
                });
    unit(v, eps);
    double[] next = product(w, rows, floats(v));
    unit(next, eps);
    Rows.of(out[0]).putDoubles(next);
    Rows.of(out[1]).putDoubles(v);
  }

  /** {@code W v}. */
  private double[] product(Rows w, int rows, float[] v) {
    return new Columns(parallel, rows, v.length, 1)
        .sum(
            (scratch, o, at, n, to) -> {
              w.get(at, to, n);
              int first = (int) (at % v.length);
              for (int i = 0; i < n; i++) {
                to[i] *= v[first + i];
              }
            });
  }

  private static void unit(double[] x, double eps) {
    double squares = 0;
    for (double value : x) {
      squares += value * value;
    }
    double norm = Math.max(Math.sqrt(squares), eps);
    for (int i = 0; i < x.length; i++) {
      x[i] /= norm;
    }
  }

  private static float[] floats(double[] x) {
    float[] narrow = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      narrow[i] = (float) x[i];
    }
    return narrow;
  }

  private static float[] values(Tensor t) {
    float[] values = new float[(int) t.elements()];
    Rows.of(t).get(0, values, values.length);
    return values;
  }

  /** {@code u . W v}. */
  private double sigma(Rows w, float[] u, float[] v) {
    double[] wv = product(w, u.length, v);
    double sigma = 0;
    for (int i = 0; i < wv.length; i++) {
      sigma += u[i] * wv[i];
    }
    return sigma;
  }

  private void normalise(Stream s, Void none, Tensor[] in, Tensor[] out) {
    Rows w = Rows.of(in[0]);
    Rows y = Rows.of(out[0]);
    float factor = (float) (1 / sigma(w, values(in[1]), values(in[2])));
    Pointwise.forEachBlock(
        parallel,
        in[0].elements(),
        (scratch, at, n) -> {
          float[] block = scratch.floats(0, n);
          w.get(at, block, n);
          for (int i = 0; i < n; i++) {
            block[i] *= factor;
          }
          y.put(at, block, n);
        });
  }

  private void backward(Stream s, Void none, Tensor[] in, Tensor[] out) {
    Rows w = Rows.of(in[0]);
    Rows g = Rows.of(in[1]);
    float[] u = values(in[2]);
    float[] v = values(in[3]);
    double sigma = sigma(w, u, v);
    double product =
        new Columns(parallel, 1, in[0].elements(), 1)
            .sum(
                (scratch, o, at, n, to) -> {
                  float[] weights = scratch.floats(2, n);
                  g.get(at, to, n);
                  w.get(at, weights, n);
                  for (int i = 0; i < n; i++) {
                    to[i] *= weights[i];
                  }
                })[0];
    float direct = (float) (1 / sigma);
    float bySigma = (float) (-product / (sigma * sigma));
    Rows gw = Rows.of(out[0]);
    Pointwise.forEachBlock(
        parallel,
        in[0].elements(),
        (scratch, at, n) -> {
          float[] block = scratch.floats(0, n);
          g.get(at, block, n);
          for (int i = 0; i < n; i++) {
            int k = (int) (at + i);
            block[i] = direct * block[i] + bySigma * u[k / v.length] * v[k % v.length];
          }
          gw.put(at, block, n);
        });
  }
}
