package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cpu.HostParallel;
import dev.v2v.engine.op.warp.FlowWarp;
import dev.v2v.engine.op.warp.FlowWarpBlend;
import dev.v2v.engine.op.warp.GridSample;
import dev.v2v.engine.op.warp.OccludedFeatureWarp;
import dev.v2v.engine.op.warp.PaddingMode;

/**
 * Sampling by grids and flows, parallel over output pixels; the arithmetic of a pixel runs over its
 * channels. The adjoints are in {@link WarpBackwardLoops}.
 */
final class WarpLoops {
  /** Values of one chunk. */
  private static final int GRAIN = 1 << 14;

  private final HostParallel parallel;

  private WarpLoops(HostParallel parallel) {
    this.parallel = parallel;
  }

  static void register(HostParallel parallel, KernelRegistry registry) {
    WarpLoops loops = new WarpLoops(parallel);
    registry.add(GridSample.KEY, Rows.TYPES, loops::gridSample);
    registry.add(FlowWarp.KEY, Rows.TYPES, loops::flowWarp);
    registry.add(OccludedFeatureWarp.KEY, Rows.TYPES, loops::occluded);
    registry.add(FlowWarpBlend.KEY, Rows.TYPES, loops::warpBlend);
  }

  private void gridSample(Stream s, GridSample.Params p, Tensor[] in, Tensor[] out) {
    sample(SamplePoints.grid(p, in[0], in[1]), in[0], null, out[0]);
  }

  private void flowWarp(Stream s, PaddingMode p, Tensor[] in, Tensor[] out) {
    sample(SamplePoints.flow(p, in[0], in[1]), in[0], null, out[0]);
  }

  private void occluded(Stream s, OccludedFeatureWarp.Params p, Tensor[] in, Tensor[] out) {
    sample(SamplePoints.grid(p.sampling(), in[0], in[1]), in[0], in[2], out[0]);
  }

  /** What one pixel of a warp does with the value it read. */
  private interface PixelTail {
    void apply(Scratch scratch, long pixel, float[] values, int at);
  }

  /** {@code y = sample(image, points) * scale}; no scale is 1. */
  private void sample(SamplePoints points, Tensor image, Tensor scale, Tensor out) {
    Rows w = Rows.of(scale);
    int channels = image.dim(3);
    PixelTail tail =
        w == null
            ? (scratch, o, values, at) -> {}
            : (scratch, o, values, at) -> scale(w.get(o), values, at, channels);
    forEachPixel(points, image, out, tail);
  }

  private void warpBlend(Stream s, PaddingMode p, Tensor[] in, Tensor[] out) {
    Rows raw = Rows.of(in[0]);
    Rows mask = Rows.of(in[3]);
    int channels = in[0].dim(3);
    forEachPixel(
        SamplePoints.flow(p, in[1], in[2]),
        in[1],
        out[0],
        (scratch, o, values, at) -> {
          float[] painted = scratch.floats(2, channels);
          raw.get(o * channels, painted, channels);
          BlendLoops.mix(mask.get(o), painted, 0, values, at, channels);
        });
  }

  /** A run of pixels is put together on the heap and stored at once. */
  private void forEachPixel(SamplePoints points, Tensor image, Tensor out, PixelTail tail) {
    Rows y = Rows.of(out);
    int channels = image.dim(3);
    int run = pixelsInRun(channels);
    PixelSource.Plan plan = PixelSource.Plan.of(points, image, parallel.threads(), GRAIN);
    parallel.run(
        points.pixels(),
        plan.chunk(),
        (from, to) -> {
          Scratch scratch = Scratch.ofThread();
          PixelSource source = new PixelSource(plan, image, scratch, 0);
          float[] values = scratch.floats(1, run * channels);
          SamplePoints.Cursor cursor = points.new Cursor();
          for (long first = from; first < to; first += run) {
            int pixels = (int) Math.min(run, to - first);
            for (int i = 0; i < pixels; i++) {
              cursor.moveTo(first + i);
              cursor.read(source, channels, values, i * channels);
              tail.apply(scratch, first + i, values, i * channels);
            }
            y.put(first * channels, values, pixels * channels);
          }
        });
  }

  /** Pixels that are moved between memory and heap together, to share the cost of a call. */
  static int pixelsInRun(int channels) {
    return Math.max(1, Scratch.BLOCK / Math.max(1, channels));
  }

  private static void scale(float a, float[] x, int at, int n) {
    for (int i = 0; i < n; i++) {
      x[at + i] *= a;
    }
  }
}
