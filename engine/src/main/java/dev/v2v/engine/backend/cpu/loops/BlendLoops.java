package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cpu.HostParallel;
import dev.v2v.engine.op.warp.OcclusionBlend;

/** Mixing painted and warped pixels, parallel over pixels. */
final class BlendLoops {
  private static final int GRAIN = 1 << 14;

  private final HostParallel parallel;

  private BlendLoops(HostParallel parallel) {
    this.parallel = parallel;
  }

  static void register(HostParallel parallel, KernelRegistry registry) {
    BlendLoops loops = new BlendLoops(parallel);
    registry.add(OcclusionBlend.KEY, Rows.TYPES, loops::blend);
    registry.add(OcclusionBlend.BACKWARD, Rows.TYPES, loops::backward);
  }

  /** A run of pixels from index {@code first}. */
  private interface Run {
    void visit(Scratch scratch, long first, int pixels);
  }

  private void forEachRun(Tensor image, Run body) {
    int channels = image.dim(3);
    int run = WarpLoops.pixelsInRun(channels);
    parallel.run(
        image.elements() / Math.max(1, channels),
        Math.max(1, GRAIN / Math.max(1, channels)),
        (from, to) -> {
          Scratch scratch = Scratch.ofThread();
          for (long first = from; first < to; first += run) {
            body.visit(scratch, first, (int) Math.min(run, to - first));
          }
        });
  }

  /** {@code warped = raw * mask + warped * (1 - mask)}. */
  static void mix(float mask, float[] raw, int atRaw, float[] warped, int atWarped, int n) {
    for (int i = 0; i < n; i++) {
      warped[atWarped + i] = raw[atRaw + i] * mask + warped[atWarped + i] * (1 - mask);
    }
  }

  private void blend(Stream s, Void p, Tensor[] in, Tensor[] out) {
    Rows raw = Rows.of(in[0]);
    Rows warped = Rows.of(in[1]);
    Rows mask = Rows.of(in[2]);
    Rows y = Rows.of(out[0]);
    int channels = in[0].dim(3);
    forEachRun(
        in[0],
        (scratch, first, pixels) -> {
          int n = pixels * channels;
          float[] a = scratch.floats(0, n);
          float[] b = scratch.floats(1, n);
          raw.get(first * channels, a, n);
          warped.get(first * channels, b, n);
          for (int i = 0; i < pixels; i++) {
            mix(mask.get(first + i), a, i * channels, b, i * channels, channels);
          }
          y.put(first * channels, b, n);
        });
  }

  private void backward(Stream s, Void p, Tensor[] in, Tensor[] out) {
    Rows g = Rows.of(in[0]);
    Rows raw = Rows.of(in[1]);
    Rows warped = Rows.of(in[2]);
    Rows mask = Rows.of(in[3]);
    Rows gRaw = Rows.of(out[0]);
    Rows gWarped = Rows.of(out[1]);
    Rows gMask = Rows.of(out[2]);
    int channels = in[0].dim(3);
    forEachRun(
        in[0],
        (scratch, first, pixels) -> {
          int n = pixels * channels;
          float[] grad = scratch.floats(0, n);
          float[] a = scratch.floats(1, n);
          float[] b = scratch.floats(2, n);
          g.get(first * channels, grad, n);
          if (gMask != null) {
            raw.get(first * channels, a, n);
            warped.get(first * channels, b, n);
            for (int i = 0; i < pixels; i++) {
              int at = i * channels;
              gMask.put(
                  first + i,
                  SamplePoints.dot(a, at, grad, at, channels)
                      - SamplePoints.dot(b, at, grad, at, channels));
            }
          }
          for (int i = 0; i < pixels; i++) {
            float m = mask.get(first + i);
            int at = i * channels;
            scale(m, grad, at, a, at, channels);
            scale(1 - m, grad, at, b, at, channels);
          }
          put(gRaw, first * channels, a, n);
          put(gWarped, first * channels, b, n);
        });
  }

  /** {@code product[at ..] = factor * grad[from ..]}. */
  static void scale(float factor, float[] grad, int from, float[] product, int at, int n) {
    for (int i = 0; i < n; i++) {
      product[at + i] = factor * grad[from + i];
    }
  }

  private static void put(Rows target, long at, float[] values, int n) {
    if (target != null) {
      target.put(at, values, n);
    }
  }
}
