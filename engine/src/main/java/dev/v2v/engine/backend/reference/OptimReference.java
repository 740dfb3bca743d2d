package dev.v2v.engine.backend.reference;

import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.optim.AdamStep;
import dev.v2v.engine.op.optim.ClipToNorm;
import dev.v2v.engine.op.optim.ClipToValue;
import dev.v2v.engine.op.optim.GradientNorm;
import dev.v2v.engine.op.optim.Lerp;
import dev.v2v.engine.op.optim.RmsPropStep;
import dev.v2v.engine.op.optim.SgdStep;
import dev.v2v.engine.op.optim.Unscale;
import java.util.Set;

/** Optimiser steps and what surrounds them, as plain loops. */
final class OptimReference {
  /** Types of master weights; 16-bit copies are never stepped. */
  private static final Set<DType> MASTERS = Set.of(DType.FLOAT32, DType.FLOAT64);

  private OptimReference() {}

  static void register(KernelRegistry registry) {
    registry.add(AdamStep.KEY, MASTERS, OptimReference::adam);
    registry.add(SgdStep.KEY, MASTERS, OptimReference::sgd);
    registry.add(RmsPropStep.KEY, MASTERS, OptimReference::rmsProp);
    registry.add(Lerp.KEY, MASTERS, OptimReference::lerp);
    registry.add(GradientNorm.KEY, MASTERS, OptimReference::gradientNorm);
    registry.add(ClipToNorm.KEY, MASTERS, OptimReference::clipToNorm);
    registry.add(ClipToValue.KEY, MASTERS, OptimReference::clipToValue);
    registry.add(Unscale.KEY, MASTERS, OptimReference::unscale);
  }

  private static void adam(Stream s, AdamStep.Params p, Tensor[] in, Tensor[] out) {
    int n = in.length;
    for (int t = 0; t < n; t++) {
      HostView g = HostView.of(in[t]);
      HostView w = HostView.of(out[t]);
      HostView m = HostView.of(out[n + t]);
      HostView v = HostView.of(out[2 * n + t]);
      HostView vMax = p.amsgrad() ? HostView.of(out[3 * n + t]) : null;
      for (long i = 0; i < in[t].elements(); i++) {
        double d = g.get(i) + p.l2() * w.get(i);
        double mi = p.beta1() * m.get(i) + (1 - p.beta1()) * d;
        double vi = p.beta2() * v.get(i) + (1 - p.beta2()) * d * d;
        m.set(i, mi);
        v.set(i, vi);
        double si = vi;
        if (vMax != null) {
          si = Math.max(vMax.get(i), vi);
          vMax.set(i, si);
        }
        double root = Math.sqrt(si) * p.rootScale() + p.eps();
        w.set(i, p.keep() * w.get(i) - p.stepSize() * mi / root);
      }
    }
  }

  private static void sgd(Stream s, SgdStep.Params p, Tensor[] in, Tensor[] out) {
    int n = in.length;
    for (int t = 0; t < n; t++) {
      HostView g = HostView.of(in[t]);
      HostView w = HostView.of(out[t]);
      HostView b = p.momentum() == 0 ? null : HostView.of(out[n + t]);
      for (long i = 0; i < in[t].elements(); i++) {
        double d = g.get(i) + p.weightDecay() * w.get(i);
        if (b != null) {
          double bi = p.first() ? d : p.momentum() * b.get(i) + (1 - p.dampening()) * d;
          b.set(i, bi);
          d = p.nesterov() ? d + p.momentum() * bi : bi;
        }
        w.set(i, w.get(i) - p.lr() * d);
      }
    }
  }

  private static void rmsProp(Stream s, RmsPropStep.Params p, Tensor[] in, Tensor[] out) {
    int n = in.length;
    int last = out.length - n;
    for (int t = 0; t < n; t++) {
      HostView g = HostView.of(in[t]);
      HostView w = HostView.of(out[t]);
      HostView v = HostView.of(out[n + t]);
      HostView b = p.momentum() == 0 ? null : HostView.of(out[2 * n + t]);
      HostView a = p.centered() ? HostView.of(out[last + t]) : null;
      for (long i = 0; i < in[t].elements(); i++) {
        double d = g.get(i) + p.weightDecay() * w.get(i);
        double vi = p.alpha() * v.get(i) + (1 - p.alpha()) * d * d;
        v.set(i, vi);
        if (a != null) {
          double ai = p.alpha() * a.get(i) + (1 - p.alpha()) * d;
          a.set(i, ai);
          vi = Math.max(vi - ai * ai, 0);
        }
        double step = d / (Math.sqrt(vi) + p.eps());
        if (b != null) {
          step += p.momentum() * b.get(i);
          b.set(i, step);
        }
        w.set(i, w.get(i) - p.lr() * step);
      }
    }
  }

  private static void lerp(Stream s, Double weight, Tensor[] in, Tensor[] out) {
    for (int t = 0; t < in.length; t++) {
      HostView x = HostView.of(in[t]);
      HostView y = HostView.of(out[t]);
      for (long i = 0; i < in[t].elements(); i++) {
        y.set(i, y.get(i) + weight * (x.get(i) - y.get(i)));
      }
    }
  }

  private static void gradientNorm(Stream s, GradientNorm.Kind kind, Tensor[] in, Tensor[] out) {
    double sum = 0;
    double max = 0;
    for (Tensor t : in) {
      HostView x = HostView.of(t);
      for (long i = 0; i < t.elements(); i++) {
        sum += x.get(i) * x.get(i);
        max = Math.max(max, Math.abs(x.get(i)));
      }
    }
    HostView.of(out[0]).set(0, kind == GradientNorm.Kind.EUCLIDEAN ? Math.sqrt(sum) : max);
  }

  private static void clipToNorm(Stream s, Double maxNorm, Tensor[] in, Tensor[] out) {
    double factor = ClipToNorm.factor(maxNorm, HostView.of(in[0]).get(0));
    for (Tensor t : out) {
      HostView x = HostView.of(t);
      for (long i = 0; i < t.elements(); i++) {
        x.set(i, x.get(i) * factor);
      }
    }
  }

  private static void clipToValue(Stream s, Double limit, Tensor[] in, Tensor[] out) {
    for (Tensor t : out) {
      HostView x = HostView.of(t);
      for (long i = 0; i < t.elements(); i++) {
        x.set(i, Math.min(Math.max(x.get(i), -limit), limit));
      }
    }
  }

  private static void unscale(Stream s, Double factor, Tensor[] in, Tensor[] out) {
    HostView overflow = HostView.of(out[out.length - 1]);
    for (int t = 0; t < out.length - 1; t++) {
      HostView x = HostView.of(out[t]);
      for (long i = 0; i < out[t].elements(); i++) {
        double xi = x.get(i) * factor;
        x.set(i, xi);
        if (Double.isNaN(xi) || Double.isInfinite(xi)) {
          overflow.set(0, 1);
        }
      }
    }
  }
}
