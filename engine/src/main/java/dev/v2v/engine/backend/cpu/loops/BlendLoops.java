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

  private interface Pixel {
    void visit(Scratch scratch, long pixel);
  }

  private void forEachPixel(Tensor image, Pixel body) {
    int channels = image.dim(3);
    parallel.run(
        image.elements() / Math.max(1, channels),
        Math.max(1, GRAIN / Math.max(1, channels)),
        (from, to) -> {
          Scratch scratch = Scratch.ofThread();
          for (long pixel = from; pixel < to; pixel++) {
            body.visit(scratch, pixel);
          }
        });
  }

  /** {@code warped = raw * mask + warped * (1 - mask)}. */
  static void mix(float mask, float[] raw, float[] warped, int n) {
    for (int i = 0; i < n; i++) {
      warped[i] = raw[i] * mask + warped[i] * (1 - mask);
    }
  }

  private void blend(Stream s, Void p, Tensor[] in, Tensor[] out) {
    Rows raw = Rows.of(in[0]);
    Rows warped = Rows.of(in[1]);
    Rows mask = Rows.of(in[2]);
    Rows y = Rows.of(out[0]);
    int channels = in[0].dim(3);
    forEachPixel(
        in[0],
        (scratch, pixel) -> {
          float[] a = scratch.floats(0, channels);
          float[] b = scratch.floats(1, channels);
          raw.get(pixel * channels, a, channels);
          warped.get(pixel * channels, b, channels);
          mix(mask.get(pixel), a, b, channels);
          y.put(pixel * channels, b, channels);
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
    forEachPixel(
        in[0],
        (scratch, pixel) -> {
          float[] grad = scratch.floats(0, channels);
          float[] a = scratch.floats(1, channels);
          float[] b = scratch.floats(2, channels);
          long at = pixel * channels;
          float m = mask.get(pixel);
          g.get(at, grad, channels);
          if (gMask != null) {
            raw.get(at, a, channels);
            warped.get(at, b, channels);
            gMask.put(
                pixel, SamplePoints.dot(a, grad, channels) - SamplePoints.dot(b, grad, channels));
          }
          putScaled(gRaw, at, m, grad, a, channels);
          putScaled(gWarped, at, 1 - m, grad, a, channels);
        });
  }

  /** {@code target = factor * grad}, by way of {@code product}; nothing for {@code null}. */
  static void putScaled(Rows target, long at, float factor, float[] grad, float[] product, int n) {
    if (target != null) {
      for (int i = 0; i < n; i++) {
        product[i] = factor * grad[i];
      }
      target.put(at, product, n);
    }
  }
}
