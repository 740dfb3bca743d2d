package dev.v2v.engine.backend.reference;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.norm.PowerIteration;
import dev.v2v.engine.op.norm.SpectralNorm;

/** Spectral normalisation of a weight seen as a matrix, as plain loops. */
final class SpectralReference {
  private SpectralReference() {}

  static void register(KernelRegistry registry) {
    registry.add(PowerIteration.KEY, HostView.FLOATING, SpectralReference::iterate);
    registry.add(SpectralNorm.KEY, HostView.FLOATING, SpectralReference::normalise);
    registry.add(SpectralNorm.BACKWARD, HostView.FLOATING, SpectralReference::backward);
  }

  private static void iterate(Stream s, Double eps, Tensor[] in, Tensor[] out) {
    HostView w = HostView.of(in[0]);
    HostView u = HostView.of(out[0]);
    double[] v = Sums.of(out[1]);
    for (long i = 0; i < in[0].elements(); i++) {
      v[(int) (i % v.length)] += w.get(i) * u.get(i / v.length);
    }
    normalise(v, eps);
    double[] next = Sums.of(out[0]);
    for (long i = 0; i < in[0].elements(); i++) {
      next[(int) (i / v.length)] += w.get(i) * v[(int) (i % v.length)];
    }
    normalise(next, eps);
    Sums.store(next, out[0]);
    Sums.store(v, out[1]);
  }

  private static void normalise(double[] x, double eps) {
    double squares = 0;
    for (double value : x) {
      squares += value * value;
    }
    double norm = Math.max(Math.sqrt(squares), eps);
    for (int i = 0; i < x.length; i++) {
      x[i] /= norm;
    }
  }

  private static double sigma(Tensor weight, Tensor u, Tensor v) {
    HostView w = HostView.of(weight);
    HostView left = HostView.of(u);
    HostView right = HostView.of(v);
    long columns = v.elements();
    double sigma = 0;
    for (long i = 0; i < weight.elements(); i++) {
      sigma += left.get(i / columns) * w.get(i) * right.get(i % columns);
    }
    return sigma;
  }

  private static void normalise(Stream s, Void none, Tensor[] in, Tensor[] out) {
    HostView w = HostView.of(in[0]);
    HostView y = HostView.of(out[0]);
    double sigma = sigma(in[0], in[1], in[2]);
    for (long i = 0; i < in[0].elements(); i++) {
      y.set(i, w.get(i) / sigma);
    }
  }

  private static void backward(Stream s, Void none, Tensor[] in, Tensor[] out) {
    HostView w = HostView.of(in[0]);
    HostView g = HostView.of(in[1]);
    HostView u = HostView.of(in[2]);
    HostView v = HostView.of(in[3]);
    HostView gw = HostView.of(out[0]);
    double sigma = sigma(in[0], in[2], in[3]);
    double product = 0;
    for (long i = 0; i < in[0].elements(); i++) {
      product += g.get(i) * w.get(i);
    }
    long columns = in[3].elements();
    for (long i = 0; i < in[0].elements(); i++) {
      double bySigma = product / (sigma * sigma) * u.get(i / columns) * v.get(i % columns);
      gw.set(i, g.get(i) / sigma - bySigma);
    }
  }
}
