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
import java.util.Arrays;

/**
 * The adjoints of {@link WarpLoops}.
 *
 * <p>IMPLEMENTATION NOTES. The field's and the scale's gradients belong to an output pixel, so they
 * run parallel over pixels. The image's gradient is a scatter: pixels anywhere may add to one cell.
 * It is cut by ranges of channels instead, so that no two threads share a sum and every sum adds in
 * pixel order: deterministic for any number of threads, without atomics. With few channels it is
 * cut by images only.
 */
final class WarpBackwardLoops {
  private static final int GRAIN = 1 << 13;

  /** Channels that one thread scatters: whole cache lines. */
  private static final int CHANNELS = 32;

  private final HostParallel parallel;

  private WarpBackwardLoops(HostParallel parallel) {
    this.parallel = parallel;
  }

  static void register(HostParallel parallel, KernelRegistry registry) {
    WarpBackwardLoops loops = new WarpBackwardLoops(parallel);
    registry.add(GridSample.BACKWARD, Rows.TYPES, loops::gridSample);
    registry.add(FlowWarp.BACKWARD, Rows.TYPES, loops::flowWarp);
    registry.add(OccludedFeatureWarp.BACKWARD, Rows.TYPES, loops::occluded);
    registry.add(FlowWarpBlend.BACKWARD, Rows.TYPES, loops::warpBlend);
  }

  private void gridSample(Stream s, GridSample.Params p, Tensor[] in, Tensor[] out) {
    backward(SamplePoints.grid(p, in[1], in[2]), in[0], in[1], o -> 1, out[0], out[1], null);
  }

  private void flowWarp(Stream s, PaddingMode p, Tensor[] in, Tensor[] out) {
    backward(SamplePoints.flow(p, in[1], in[2]), in[0], in[1], o -> 1, out[0], out[1], null);
  }

  private void occluded(Stream s, OccludedFeatureWarp.Params p, Tensor[] in, Tensor[] out) {
    SamplePoints points = SamplePoints.grid(p.sampling(), in[1], in[2]);
    Rows scale = Rows.of(in[3]);
    Rows gradScale = Rows.of(out[2]);
    PixelTail tail =
        gradScale == null ? null : (scratch, o, grad, at, warped) -> gradScale.put(o, warped);
    backward(points, in[0], in[1], scale::get, out[0], out[1], tail);
  }

  private void warpBlend(Stream s, PaddingMode p, Tensor[] in, Tensor[] out) {
    SamplePoints points = SamplePoints.flow(p, in[2], in[3]);
    Rows raw = Rows.of(in[1]);
    Rows mask = Rows.of(in[4]);
    Rows gradRaw = Rows.of(out[0]);
    Rows gradMask = Rows.of(out[3]);
    int channels = in[1].dim(3);
    PixelTail tail =
        (scratch, o, grad, at, warped) -> {
          float[] painted = scratch.floats(2, channels);
          if (gradMask != null) {
            raw.get(o * channels, painted, channels);
            gradMask.put(o, SamplePoints.dot(painted, 0, grad, at, channels) - warped);
          }
          if (gradRaw != null) {
            BlendLoops.scale(mask.get(o), grad, at, painted, 0, channels);
            gradRaw.put(o * channels, painted, channels);
          }
        };
    backward(points, in[0], in[2], o -> 1 - mask.get(o), out[1], out[2], tail);
  }

  /** What the warped value of a pixel is multiplied with. */
  private interface Factor {
    float at(long pixel);
  }

  /** What else a pixel gives: its cotangent, and that times the warped value, summed up. */
  private interface PixelTail {
    void visit(Scratch scratch, long pixel, float[] grad, int at, float warpedTimesGrad);
  }

  private void backward(
      SamplePoints points,
      Tensor gradOut,
      Tensor image,
      Factor factor,
      Tensor gradImage,
      Tensor gradField,
      PixelTail tail) {
    if (gradImage != null) {
      scatter(points, gradOut, factor, gradImage);
    }
    if (gradField != null || tail != null) {
      pixels(points, gradOut, image, factor, gradField, tail);
    }
  }

  private void scatter(SamplePoints points, Tensor gradOut, Factor factor, Tensor gradImage) {
    Rows g = Rows.of(gradOut);
    Rows gx = Rows.of(gradImage);
    int channels = gradImage.dim(3);
    int slices = (channels + CHANNELS - 1) / CHANNELS;
    int cellsPerImage = gradImage.dim(1) * gradImage.dim(2);
    parallel.run(
        (long) gradImage.dim(0) * slices,
        1,
        (from, to) -> {
          Scratch scratch = Scratch.ofThread();
          for (long unit = from; unit < to; unit++) {
            int image = (int) (unit / slices);
            int first = (int) (unit % slices) * CHANNELS;
            int width = Math.min(CHANNELS, channels - first);
            float[] sums = scratch.floats(0, cellsPerImage * width);
            Arrays.fill(sums, 0, cellsPerImage * width, 0);
            scatter(points, g, factor, image, first, width, channels, cellsPerImage, sums);
            store(gx, sums, image, first, width, channels, cellsPerImage);
          }
        });
  }

  private static void store(
      Rows gx, float[] sums, int image, int first, int width, int channels, int cellsPerImage) {
    long at = (long) image * cellsPerImage * channels + first;
    if (width == channels) {
      gx.put(at, sums, cellsPerImage * width);
      return;
    }
    for (int cell = 0; cell < cellsPerImage; cell++) {
      gx.put(at + (long) cell * channels, sums, cell * width, width);
    }
  }

  private static void scatter(
      SamplePoints points,
      Rows g,
      Factor factor,
      int image,
      int first,
      int width,
      int channels,
      int cellsPerImage,
      float[] sums) {
    int run = width == channels ? WarpLoops.pixelsInRun(channels) : 1;
    float[] grad = Scratch.ofThread().floats(1, run * width);
    SamplePoints.Cursor cursor = points.new Cursor();
    long begin = image * points.pixelsPerImage();
    long end = begin + points.pixelsPerImage();
    for (long start = begin; start < end; start += run) {
      int pixels = (int) Math.min(run, end - start);
      g.get(start * channels + first, grad, pixels * width);
      for (int i = 0; i < pixels; i++) {
        cursor.moveTo(start + i);
        float scale = factor.at(start + i);
        for (int t = 0; t < cursor.count; t++) {
          int cell = cursor.cells[t] / channels - image * cellsPerImage;
          float a = scale * cursor.weights[t];
          SamplePoints.addScaled(a, grad, i * width, sums, cell * width, width);
        }
      }
    }
  }

  private void pixels(
      SamplePoints points,
      Tensor gradOut,
      Tensor image,
      Factor factor,
      Tensor gradField,
      PixelTail tail) {
    Rows g = Rows.of(gradOut);
    Rows gf = Rows.of(gradField);
    int channels = image.dim(3);
    int run = WarpLoops.pixelsInRun(channels);
    PixelSource.Plan plan = PixelSource.Plan.of(points, image, parallel.threads(), GRAIN);
    parallel.run(
        points.pixels(),
        plan.chunk(),
        (from, to) -> {
          Scratch scratch = Scratch.ofThread();
          float[] grad = scratch.floats(0, run * channels);
          PixelSource source = new PixelSource(plan, image, scratch, 1);
          SamplePoints.Cursor cursor = points.new Cursor();
          for (long o = from; o < to; o++) {
            int at = (int) ((o - from) % run) * channels;
            if (at == 0) {
              g.get(o * channels, grad, (int) Math.min(run, to - o) * channels);
            }
            cursor.moveTo(o);
            float gradX = 0;
            float gradY = 0;
            float gradW = 0;
            for (int t = 0; t < cursor.count; t++) {
              int cell = source.locate(cursor.cells[t]);
              float projected = SamplePoints.dot(source.data(), cell, grad, at, channels);
              gradX += cursor.slopesX[t] * projected;
              gradY += cursor.slopesY[t] * projected;
              gradW += cursor.weights[t] * projected;
            }
            if (gf != null) {
              gf.put(2 * o, gradX * factor.at(o));
              gf.put(2 * o + 1, gradY * factor.at(o));
            }
            if (tail != null) {
              tail.visit(scratch, o, grad, at, gradW);
            }
          }
        });
  }
}
