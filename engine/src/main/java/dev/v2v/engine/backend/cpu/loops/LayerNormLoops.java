package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cpu.HostParallel;
import dev.v2v.engine.op.norm.LayerNorm;
import dev.v2v.engine.op.norm.Normalisation;

/**
 * Layer normalisation: parallel over lines of the last dimension, each read once and computed as a
 * whole on the heap. Gradients of gamma and beta are summed over pieces that do not depend on the
 * number of threads, in their order, so the same inputs give the same bits.
 */
final class LayerNormLoops {
  private static final int GRAIN = 1 << 13;

  /** Pieces of the sums for gamma and beta. */
  private static final int PIECES = 64;

  private final HostParallel parallel;

  private LayerNormLoops(HostParallel parallel) {
    this.parallel = parallel;
  }

  static void register(HostParallel parallel, KernelRegistry registry) {
    LayerNormLoops loops = new LayerNormLoops(parallel);
    registry.add(LayerNorm.KEY, Rows.TYPES, loops::forward);
    registry.add(LayerNorm.BACKWARD, Rows.TYPES, loops::backward);
  }

  private static float[] parameter(Tensor t, int channels, float absent) {
    float[] values = new float[channels];
    for (int c = 0; c < channels; c++) {
      values[c] = t == null ? absent : Rows.of(t).get(c);
    }
    return values;
  }

  private void forward(Stream s, Normalisation p, Tensor[] in, Tensor[] out) {
    int channels = in[0].dim(-1);
    long lines = channels == 0 ? 0 : in[0].elements() / channels;
    Rows x = Rows.of(in[0]);
    Rows y = Rows.of(out[0]);
    Rows means = Rows.of(out[1]);
    Rows variances = Rows.of(out[2]);
    float[] gamma = parameter(in[1], channels, 1);
    float[] beta = parameter(in[2], channels, 0);
    parallel.run(
        lines,
        Math.max(1, GRAIN / Math.max(1, channels)),
        (from, to) -> {
          float[] v = Scratch.ofThread().floats(0, channels);
          for (long line = from; line < to; line++) {
            x.get(line * channels, v, channels);
            double mean = sum(v, channels) / channels;
            subtract(v, (float) mean, channels);
            // What float32 rounds off the mean is taken back here.
            double rest = sum(v, channels) / channels;
            double variance = squares(v, channels) / channels - rest * rest;
            scale(v, (float) rest, (float) p.inverseStd(variance), gamma, beta, channels);
            if (!p.activation().isNone()) {
              UnaryMath.apply(p.activation().unary(), v, channels);
            }
            y.put(line * channels, v, channels);
            means.put(line, (float) mean);
            variances.put(line, (float) variance);
          }
        });
  }

  private void backward(Stream s, Normalisation p, Tensor[] in, Tensor[] out) {
    int channels = in[1].dim(-1);
    long lines = channels == 0 ? 0 : in[1].elements() / channels;
    Rows g = Rows.of(in[0]);
    Rows x = Rows.of(in[1]);
    Rows means = Rows.of(in[3]);
    Rows variances = Rows.of(in[4]);
    Rows y = p.activation().isNone() ? null : Rows.of(in[6]);
    Rows gx = Rows.of(out[0]);
    float[] gamma = parameter(in[2], channels, 1);
    double[][] gradGamma = new double[PIECES][channels];
    double[][] gradBeta = new double[PIECES][channels];
    parallel.run(
        PIECES,
        1,
        (from, to) -> {
          float[] grad = Scratch.ofThread().floats(0, channels);
          float[] v = Scratch.ofThread().floats(1, channels);
          for (int piece = (int) from; piece < to; piece++) {
            for (long l = piece * lines / PIECES; l < (piece + 1) * lines / PIECES; l++) {
              double variance = variances.get(l);
              double inverse = p.inverseStd(variance);
              boolean follows = p.rule().followsVariance(variance, p.eps());
              g.get(l * channels, grad, channels);
              if (y != null) {
                y.get(l * channels, v, channels);
                UnaryMath.backward(p.activation().unary(), grad, v, channels);
              }
              x.get(l * channels, v, channels);
              standardise(v, means.get(l), (float) inverse, channels);
              accumulate(gradGamma[piece], gradBeta[piece], grad, v, channels);
              if (gx != null) {
                gradient(grad, v, gamma, inverse, follows, channels);
                gx.put(l * channels, grad, channels);
              }
            }
          }
        });
    store(gradGamma, out[1], channels);
    store(gradBeta, out[2], channels);
  }

  private static double sum(float[] v, int n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) { // four sums at once: one alone waits for each addition
      a += v[i];
      b += v[i + 1];
      c += v[i + 2];
      d += v[i + 3];
    }
    for (; i < n; i++) {
      a += v[i];
    }
    return a + b + (c + d);
  }

  private static double squares(float[] v, int n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      a += (double) v[i] * v[i];
      b += (double) v[i + 1] * v[i + 1];
      c += (double) v[i + 2] * v[i + 2];
      d += (double) v[i + 3] * v[i + 3];
    }
    for (; i < n; i++) {
      a += (double) v[i] * v[i];
    }
    return a + b + (c + d);
  }

  private static void subtract(float[] v, float mean, int n) {
    for (int i = 0; i < n; i++) {
      v[i] -= mean;
    }
  }

  private static void scale(
      float[] v, float rest, float inverse, float[] gamma, float[] beta, int n) {
    for (int i = 0; i < n; i++) {
      v[i] = (v[i] - rest) * inverse * gamma[i] + beta[i];
    }
  }

  private static void standardise(float[] v, float mean, float inverse, int n) {
    for (int i = 0; i < n; i++) {
      v[i] = (v[i] - mean) * inverse;
    }
  }

  private static void accumulate(
      double[] gradGamma, double[] gradBeta, float[] grad, float[] normal, int n) {
    for (int i = 0; i < n; i++) {
      gradGamma[i] += (double) grad[i] * normal[i];
      gradBeta[i] += grad[i];
    }
  }

  /** {@code inverse (g gamma - mean(g gamma) - normal mean(g gamma normal))}, in place of g. */
  private static void gradient(
      float[] g, float[] normal, float[] gamma, double inverse, boolean follows, int n) {
    double sum = 0;
    double product = 0;
    for (int i = 0; i < n; i++) {
      g[i] *= gamma[i];
      sum += g[i];
      product += (double) g[i] * normal[i];
    }
    float mean = (float) (sum / n);
    float slope = follows ? (float) (product / n) : 0;
    for (int i = 0; i < n; i++) {
      g[i] = (float) inverse * (g[i] - mean - normal[i] * slope);
    }
  }

  private static void store(double[][] pieces, Tensor out, int channels) {
    if (out != null) {
      double[] totals = new double[channels];
      for (double[] piece : pieces) {
        for (int c = 0; c < channels; c++) {
          totals[c] += piece[c];
        }
      }
      Rows.of(out).putDoubles(totals);
    }
  }
}
