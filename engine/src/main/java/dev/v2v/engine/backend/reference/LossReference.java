package dev.v2v.engine.backend.reference;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.loss.CrossEntropy;
import dev.v2v.engine.op.loss.PairLoss;

/** Losses, as plain loops. */
final class LossReference {
  private LossReference() {}

  static void register(KernelRegistry registry) {
    registry.add(PairLoss.KEY, HostView.FLOATING, LossReference::pair);
    registry.add(PairLoss.BACKWARD, HostView.FLOATING, LossReference::pairBackward);
    registry.add(CrossEntropy.KEY, HostView.FLOATING, LossReference::crossEntropy);
    registry.add(CrossEntropy.BACKWARD, HostView.FLOATING, LossReference::crossEntropyBackward);
  }

  private static void pair(Stream s, PairLoss.Params p, Tensor[] in, Tensor[] out) {
    HostView a = HostView.of(in[0]);
    HostView b = HostView.of(in[1]);
    double sum = 0;
    for (long i = 0; i < in[0].elements(); i++) {
      sum += p.function().apply(a.get(i), b.get(i));
    }
    HostView.of(out[0]).set(0, sum / in[0].elements());
  }

  private static void pairBackward(Stream s, PairLoss.Params p, Tensor[] in, Tensor[] out) {
    HostView a = HostView.of(in[0]);
    HostView b = HostView.of(in[1]);
    HostView ga = HostView.of(out[0]);
    HostView gb = HostView.of(out[1]);
    double g = HostView.of(in[2]).get(0) / in[0].elements();
    for (long i = 0; i < in[0].elements(); i++) {
      if (ga != null) {
        ga.set(i, g * p.function().derivativeA(a.get(i), b.get(i)));
      }
      if (gb != null) {
        gb.set(i, g * p.function().derivativeB(a.get(i), b.get(i)));
      }
    }
  }

  private static void crossEntropy(Stream s, Void none, Tensor[] in, Tensor[] out) {
    HostView x = HostView.of(in[0]);
    HostView target = HostView.of(in[1]);
    int classes = in[0].dim(-1);
    double sum = 0;
    long counted = 0;
    for (long i = 0; i < in[1].elements(); i++) {
      long t = target.getLong(i);
      if (t >= 0) {
        sum += t < classes ? logSumExp(x, i, classes) - x.get(i * classes + t) : Double.NaN;
        counted++;
      }
    }
    HostView.of(out[0]).set(0, sum / counted);
  }

  private static void crossEntropyBackward(Stream s, Void none, Tensor[] in, Tensor[] out) {
    HostView x = HostView.of(in[0]);
    HostView target = HostView.of(in[1]);
    HostView gx = HostView.of(out[0]);
    int classes = in[0].dim(-1);
    long counted = 0;
    for (long i = 0; i < in[1].elements(); i++) {
      counted += target.getLong(i) >= 0 ? 1 : 0;
    }
    double g = HostView.of(in[2]).get(0) / counted;
    for (long i = 0; i < in[1].elements(); i++) {
      long t = target.getLong(i);
      double normaliser = logSumExp(x, i, classes);
      for (int c = 0; c < classes; c++) {
        double p = Math.exp(x.get(i * classes + c) - normaliser);
        double gradient = t < classes ? g * (p - (c == t ? 1 : 0)) : Double.NaN;
        gx.set(i * classes + c, t < 0 ? 0 : gradient);
      }
    }
  }

  /** {@code log(sum over c of e^x_c)} at position {@code i}; the maximum is taken out first. */
  private static double logSumExp(HostView x, long i, int classes) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      largest = Math.max(largest, x.get(i * classes + c));
    }
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp(x.get(i * classes + c) - largest);
    }
    return largest + Math.log(sum);
  }
}
