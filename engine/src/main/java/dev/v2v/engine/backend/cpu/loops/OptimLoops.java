package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cpu.HostParallel;
import dev.v2v.engine.op.optim.AdamStep;
import dev.v2v.engine.op.optim.ClipToNorm;
import dev.v2v.engine.op.optim.GradientNorm;
import dev.v2v.engine.op.optim.Lerp;
import dev.v2v.engine.op.optim.Unscale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** The optimiser steps that training runs on every parameter, parallel over blocks. */
final class OptimLoops {
  private static final Set<DType> MASTERS = Set.of(DType.FLOAT32);

  private final HostParallel parallel;

  private OptimLoops(HostParallel parallel) {
    this.parallel = parallel;
  }

  static void register(HostParallel parallel, KernelRegistry registry) {
    OptimLoops loops = new OptimLoops(parallel);
    registry.add(AdamStep.KEY, MASTERS, loops::adam);
    registry.add(Lerp.KEY, MASTERS, loops::lerp);
    registry.add(GradientNorm.KEY, MASTERS, loops::gradientNorm);
    registry.add(ClipToNorm.KEY, MASTERS, loops::clipToNorm);
    registry.add(Unscale.KEY, MASTERS, loops::unscale);
  }

  private void adam(Stream s, AdamStep.Params p, Tensor[] in, Tensor[] out) {
    int n = in.length;
    for (int t = 0; t < n; t++) {
      adam(p, in[t], out[t], out[n + t], out[2 * n + t], p.amsgrad() ? out[3 * n + t] : null);
    }
  }

  private void adam(AdamStep.Params p, Tensor g, Tensor w, Tensor m, Tensor v, Tensor vMax) {
    Rows gs = Rows.of(g);
    Rows ws = Rows.of(w);
    Rows ms = Rows.of(m);
    Rows vs = Rows.of(v);
    Rows largest = Rows.of(vMax);
    Pointwise.forEachBlock(
        parallel,
        g.elements(),
        (scratch, at, n) -> {
          float[] gi = scratch.floats(0, n);
          float[] wi = scratch.floats(1, n);
          float[] mi = scratch.floats(2, n);
          float[] vi = scratch.floats(3, n);
          gs.get(at, gi, n);
          ws.get(at, wi, n);
          ms.get(at, mi, n);
          vs.get(at, vi, n);
          moments(p, gi, wi, mi, vi, n);
          ms.put(at, mi, n);
          vs.put(at, vi, n);
          if (largest != null) {
            largest.get(at, gi, n);
            for (int i = 0; i < n; i++) {
              vi[i] = Math.max(gi[i], vi[i]);
            }
            largest.put(at, vi, n);
          }
          step(p, wi, mi, vi, n);
          ws.put(at, wi, n);
        });
  }

  private static void moments(
      AdamStep.Params p, float[] g, float[] w, float[] m, float[] v, int n) {
    float l2 = (float) p.l2();
    float beta1 = (float) p.beta1();
    float beta2 = (float) p.beta2();
    float rest1 = (float) (1 - p.beta1());
    float rest2 = (float) (1 - p.beta2());
    for (int i = 0; i < n; i++) {
      float d = g[i] + l2 * w[i];
      m[i] = beta1 * m[i] + rest1 * d;
      v[i] = beta2 * v[i] + rest2 * d * d;
    }
  }

  private static void step(AdamStep.Params p, float[] w, float[] m, float[] s, int n) {
    float stepSize = (float) p.stepSize();
    float rootScale = (float) p.rootScale();
    float eps = (float) p.eps();
    float keep = (float) p.keep();
    for (int i = 0; i < n; i++) {
      float root = (float) Math.sqrt(s[i]) * rootScale + eps;
      w[i] = keep * w[i] - stepSize * m[i] / root;
    }
  }

  private void lerp(Stream s, Double weight, Tensor[] in, Tensor[] out) {
    float a = weight.floatValue();
    for (int t = 0; t < in.length; t++) {
      Rows x = Rows.of(in[t]);
      Rows y = Rows.of(out[t]);
      Pointwise.forEachBlock(
          parallel,
          in[t].elements(),
          (scratch, at, n) -> {
            float[] xi = scratch.floats(0, n);
            float[] yi = scratch.floats(1, n);
            x.get(at, xi, n);
            y.get(at, yi, n);
            for (int i = 0; i < n; i++) {
              yi[i] += a * (xi[i] - yi[i]);
            }
            y.put(at, yi, n);
          });
    }
  }

  private void gradientNorm(Stream s, GradientNorm.Kind kind, Tensor[] in, Tensor[] out) {
    double total = 0;
    for (Tensor t : in) {
      Rows x = Rows.of(t);
      if (kind == GradientNorm.Kind.EUCLIDEAN) {
        total += new Columns(parallel, 1, t.elements(), 1).sum(squares(x))[0];
      } else {
        total = Math.max(total, largest(x, t.elements()));
      }
    }
    Rows.of(out[0])
        .put(0, (float) (kind == GradientNorm.Kind.EUCLIDEAN ? Math.sqrt(total) : total));
  }

  private static Columns.Addends squares(Rows x) {
    return (scratch, o, at, n, to) -> {
      x.get(at, to, n);
      for (int i = 0; i < n; i++) {
        to[i] *= to[i];
      }
    };
  }

  private static double largest(Rows x, long elements) {
    float[] block = Scratch.ofThread().floats(0, Scratch.BLOCK);
    float largest = 0;
    for (long at = 0; at < elements; at += Scratch.BLOCK) {
      int n = (int) Math.min(Scratch.BLOCK, elements - at);
      x.get(at, block, n);
      for (int i = 0; i < n; i++) {
        largest = Math.max(largest, Math.abs(block[i]));
      }
    }
    return largest;
  }

  private void clipToNorm(Stream s, Double maxNorm, Tensor[] in, Tensor[] out) {
    float factor = (float) ClipToNorm.factor(maxNorm, Rows.of(in[0]).get(0));
    for (Tensor t : out) {
      scale(t, factor, new AtomicBoolean());
    }
  }

  private void unscale(Stream s, Double factor, Tensor[] in, Tensor[] out) {
    AtomicBoolean overflow = new AtomicBoolean();
    for (int t = 0; t < out.length - 1; t++) {
      scale(out[t], factor.floatValue(), overflow);
    }
    if (overflow.get()) {
      Rows.of(out[out.length - 1]).put(0, 1);
    }
  }

  /** Scales in place and notes whether a value is infinite or NaN. */
  private void scale(Tensor t, float factor, AtomicBoolean overflow) {
    Rows x = Rows.of(t);
    Pointwise.forEachBlock(
        parallel,
        t.elements(),
        (scratch, at, n) -> {
          float[] v = scratch.floats(0, n);
          x.get(at, v, n);
          float spoiled = 0; // 0 x is 0, or NaN for an infinity and NaN
          for (int i = 0; i < n; i++) {
            v[i] *= factor;
            spoiled += 0 * v[i];
          }
          x.put(at, v, n);
          if (Float.isNaN(spoiled)) {
            overflow.set(true);
          }
        });
  }
}
