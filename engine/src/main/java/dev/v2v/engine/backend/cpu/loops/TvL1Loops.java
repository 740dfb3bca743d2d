package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cpu.HostParallel;
import dev.v2v.engine.op.flow.TvL1Descent;
import dev.v2v.engine.op.flow.TvL1Linearize;
import java.util.Set;

/**
 * Variational optical flow, parallel over rows.
 *
 * <p>IMPLEMENTATION NOTES. A descent takes its tensors apart once into planes of rows, in which its
 * many iterations are loops over arrays of one index: the compiler makes vector code of those.
 */
final class TvL1Loops {
  /** Pixels of one chunk. */
  private static final int GRAIN = 1 << 13;

  private static final float LEAST = (float) TvL1Descent.LEAST;

  private final HostParallel parallel;

  private TvL1Loops(HostParallel parallel) {
    this.parallel = parallel;
  }

  static void register(HostParallel parallel, KernelRegistry registry) {
    TvL1Loops loops = new TvL1Loops(parallel);
    registry.add(TvL1Linearize.KEY, Set.of(DType.FLOAT32), loops::linearize);
    registry.add(TvL1Descent.KEY, Set.of(DType.FLOAT32), loops::descend);
  }

  // ---- the data term ---------------------------------------------------------------------------

  private void linearize(Stream s, Void none, Tensor[] in, Tensor[] out) {
    Rows here = Rows.of(in[0]);
    Rows there = Rows.of(in[1]);
    Rows flow = Rows.of(in[2]);
    Rows data = Rows.of(out[0]);
    int h = in[0].dim(1);
    int w = in[0].dim(2);
    parallel.run(
        (long) in[0].dim(0) * h,
        rowsInChunk(w),
        (from, to) -> {
          Scratch scratch = Scratch.ofThread();
          float[] a = scratch.floats(0, 4 * w);
          float[] u = scratch.floats(1, 2 * w);
          float[] image = scratch.floats(2, 3 * h * w);
          long loaded = -1;
          for (long row = from; row < to; row++) {
            long first = row / h * h;
            if (first != loaded) {
              there.get(first * w * 3, image, 3 * h * w);
              loaded = first;
            }
            here.get(row * w * 4, a, 4 * w);
            flow.get(row * w * 2, u, 2 * w);
            linearize(a, u, image, (int) (row - first), w, h);
            data.put(row * w * 4, a, 4 * w);
          }
        });
  }

  /** One row; {@code a} holds the pixels here and receives the data term. */
  private static void linearize(float[] a, float[] u, float[] image, int row, int w, int h) {
    for (int i = 0; i < w; i++) {
      float x = i + u[2 * i];
      float y = row + u[2 * i + 1];
      if (!(x >= 0 && y >= 0 && x <= w - 1 && y <= h - 1)) {
        a[4 * i] = 0;
        a[4 * i + 1] = 0;
        a[4 * i + 2] = 0;
        continue;
      }
      int left = (int) x;
      int top = (int) y;
      int nw = 3 * (top * w + left);
      int ne = left + 1 < w ? nw + 3 : nw;
      int sw = top + 1 < h ? nw + 3 * w : nw;
      int se = sw + ne - nw;
      float fx = x - left;
      float fy = y - top;
      float there = mix(image[nw], image[ne], image[sw], image[se], fx, fy);
      float dx = mix(image[nw + 1], image[ne + 1], image[sw + 1], image[se + 1], fx, fy);
      float dy = mix(image[nw + 2], image[ne + 2], image[sw + 2], image[se + 2], fx, fy);
      float ax = 0.5f * (a[4 * i + 1] + dx);
      float ay = 0.5f * (a[4 * i + 2] + dy);
      a[4 * i + 2] = there - a[4 * i] - ax * u[2 * i] - ay * u[2 * i + 1];
      a[4 * i] = ax;
      a[4 * i + 1] = ay;
    }
  }

  private static float mix(float nw, float ne, float sw, float se, float fx, float fy) {
    float top = nw + (ne - nw) * fx;
    float bottom = sw + (se - sw) * fx;
    return top + (bottom - top) * fy;
  }

  private static int rowsInChunk(int w) {
    return Math.max(1, GRAIN / Math.max(1, w));
  }

  // ---- the iterations --------------------------------------------------------------------------

  private void descend(Stream s, TvL1Descent.Params p, Tensor[] in, Tensor[] out) {
    int h = in[0].dim(1);
    int w = in[0].dim(2);
    int rows = in[0].dim(0) * h;
    FlowPlanes planes = FlowPlanes.ofThread(rows, w);
    int chunk = rowsInChunk(w);
    Rows flow = Rows.of(in[0]);
    Rows dual = Rows.of(in[1]);
    Rows data = Rows.of(in[2]);
    parallel.run(rows, chunk, (from, to) -> planes.load(flow, dual, data, (int) from, (int) to, w));
    float sigma = (float) p.sigma();
    float tau = (float) p.tau();
    float most = (float) (p.tau() * p.lambda());
    HostParallel.Range ascend =
        (from, to) -> {
          for (int y = (int) from; y < to; y++) {
            ascend(planes, y, (y + 1) % h == 0 ? y : y + 1, w, sigma);
          }
        };
    HostParallel.Range follow =
        (from, to) -> {
          for (int y = (int) from; y < to; y++) {
            follow(planes, y, y % h != 0, w, tau, most);
          }
        };
    for (int i = 0; i < p.iterations(); i++) {
      parallel.run(rows, chunk, ascend);
      parallel.run(rows, chunk, follow);
    }
    Rows newFlow = Rows.of(out[0]);
    Rows newDual = Rows.of(out[1]);
    parallel.run(
        rows, chunk, (from, to) -> planes.store(newFlow, newDual, (int) from, (int) to, w));
  }

  /** The dual of row {@code y}; {@code below} is the row itself where there is none. */
  private static void ascend(FlowPlanes f, int y, int below, int w, float sigma) {
    float[] u = f.leadU[y];
    float[] v = f.leadV[y];
    float[] p11 = f.p11[y];
    float[] p12 = f.p12[y];
    float[] p21 = f.p21[y];
    float[] p22 = f.p22[y];
    towards(p11, u, u, 1, w - 1, sigma);
    towards(p12, f.leadU[below], u, 0, w, sigma);
    towards(p21, v, v, 1, w - 1, sigma);
    towards(p22, f.leadV[below], v, 0, w, sigma);
    p11[w - 1] = 0;
    p21[w - 1] = 0;
    if (below == y) {
      java.util.Arrays.fill(p12, 0, w, 0);
      java.util.Arrays.fill(p22, 0, w, 0);
    }
    shrink(p11, p12, p21, p22, f.weight[y], w);
  }

  /** {@code p[i] += sigma (ahead[i + shift] - here[i])}. */
  private static void towards(
      float[] p, float[] ahead, float[] here, int shift, int n, float sigma) {
    if (shift == 0) {
      for (int i = 0; i < n; i++) {
        p[i] += sigma * (ahead[i] - here[i]);
      }
    } else {
      for (int i = 0; i < n; i++) {
        p[i] += sigma * (ahead[i + 1] - here[i]);
      }
    }
  }

  private static void shrink(
      float[] p11, float[] p12, float[] p21, float[] p22, float[] weight, int n) {
    for (int i = 0; i < n; i++) {
      float a = p11[i];
      float b = p12[i];
      float c = p21[i];
      float d = p22[i];
      float g = weight[i];
      float factor = g / Math.max(g, (float) Math.sqrt(a * a + b * b + c * c + d * d));
      p11[i] = a * factor;
      p12[i] = b * factor;
      p21[i] = c * factor;
      p22[i] = d * factor;
    }
  }

  /** The flow of row {@code y} and its lead. */
  private static void follow(FlowPlanes f, int y, boolean hasAbove, int w, float tau, float most) {
    int above = hasAbove ? y - 1 : y;
    float up = hasAbove ? 1 : 0;
    float[] u = f.u[y];
    float[] v = f.v[y];
    float[] nextU = f.leadU[y];
    float[] nextV = f.leadV[y];
    diverge(u, f.p11[y], f.p12[y], f.p12[above], up, tau, nextU, w);
    diverge(v, f.p21[y], f.p22[y], f.p22[above], up, tau, nextV, w);
    threshold(nextU, nextV, f.ax[y], f.ay[y], f.rho[y], f.inverse[y], most, w);
    lead(u, nextU, w);
    lead(v, nextV, w);
  }

  /** {@code next = u + tau div p}. */
  private static void diverge(
      float[] u,
      float[] px,
      float[] py,
      float[] pyAbove,
      float up,
      float tau,
      float[] next,
      int n) {
    next[0] = u[0] + tau * (px[0] + py[0] - up * pyAbove[0]);
    for (int i = 1; i < n; i++) {
      next[i] = u[i] + tau * (px[i] - px[i - 1] + py[i] - up * pyAbove[i]);
    }
  }

  private static void threshold(
      float[] u,
      float[] v,
      float[] ax,
      float[] ay,
      float[] rho,
      float[] inverse,
      float most,
      int n) {
    for (int i = 0; i < n; i++) {
      float step = (rho[i] + ax[i] * u[i] + ay[i] * v[i]) * inverse[i];
      step = Math.max(-most, Math.min(most, step));
      u[i] -= step * ax[i];
      v[i] -= step * ay[i];
    }
  }

  /** {@code u = next} and {@code next = 2 next - u}, at once. */
  private static void lead(float[] u, float[] next, int n) {
    for (int i = 0; i < n; i++) {
      float now = next[i];
      next[i] = 2 * now - u[i];
      u[i] = now;
    }
  }

  /** What the quotient of the data term is multiplied with. */
  static float inverse(float ax, float ay) {
    return 1 / (ax * ax + ay * ay + LEAST);
  }
}
