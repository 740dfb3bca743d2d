package dev.v2v.engine.backend.reference;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.resize.AntiAliasDownsample;
import dev.v2v.engine.op.resize.Interpolate;
import dev.v2v.engine.op.warp.Interpolation;

/**
 * Resizing, as plain loops. Every resize here is separable: along each axis an output cell reads a
 * few input cells with fixed weights, a {@link Line}.
 */
final class ResizeReference {
  private ResizeReference() {}

  static void register(KernelRegistry registry) {
    registry.add(Interpolate.KEY, HostView.FLOATING, ResizeReference::interpolate);
    registry.add(Interpolate.BACKWARD, HostView.FLOATING, ResizeReference::interpolateBackward);
    registry.add(AntiAliasDownsample.KEY, HostView.FLOATING, ResizeReference::downsample);
    registry.add(
        AntiAliasDownsample.BACKWARD, HostView.FLOATING, ResizeReference::downsampleBackward);
  }

  /**
   * What output cell {@code o} of one axis reads: {@code weights[o][k]} of {@code first[o] + k}.
   */
  private static final class Line {
    final int[] first;
    final double[][] weights;

    Line(int outputs) {
      first = new int[outputs];
      weights = new double[outputs][];
    }

    static Line nearest(double step, int size, int outputs) {
      Line line = new Line(outputs);
      for (int o = 0; o < outputs; o++) {
        line.first[o] = Interpolate.Params.nearest(o, step, size);
        line.weights[o] = new double[] {1};
      }
      return line;
    }

    static Line bilinear(double step, boolean alignCorners, int size, int outputs) {
      Line line = new Line(outputs);
      for (int o = 0; o < outputs; o++) {
        double position = Interpolate.Params.bilinear(o, step, alignCorners);
        int cell = Math.min((int) position, size - 1);
        double fraction = Math.min(position - cell, 1);
        line.first[o] = cell;
        line.weights[o] =
            cell == size - 1 ? new double[] {1} : new double[] {1 - fraction, fraction};
      }
      return line;
    }

    static Line strided(double[] profile, int factor, int outputs) {
      Line line = new Line(outputs);
      for (int o = 0; o < outputs; o++) {
        line.first[o] = o * factor - profile.length / 2;
        line.weights[o] = profile;
      }
      return line;
    }
  }

  private static Line line(Interpolate.Params p, double step, int size, int outputs) {
    return p.mode() == Interpolation.NEAREST
        ? Line.nearest(step, size, outputs)
        : Line.bilinear(step, p.alignCorners(), size, outputs);
  }

  private static void interpolate(Stream s, Interpolate.Params p, Tensor[] in, Tensor[] out) {
    Shape x = in[0].shape();
    read(
        line(p, p.stepH(), x.dim(1), p.height()),
        line(p, p.stepW(), x.dim(2), p.width()),
        in[0],
        out[0]);
  }

  private static void interpolateBackward(
      Stream s, Interpolate.Params p, Tensor[] in, Tensor[] out) {
    Shape x = out[0].shape();
    scatter(
        line(p, p.stepH(), x.dim(1), p.height()),
        line(p, p.stepW(), x.dim(2), p.width()),
        in[0],
        out[0]);
  }

  private static void downsample(Stream s, Integer factor, Tensor[] in, Tensor[] out) {
    double[] profile = AntiAliasDownsample.profile(factor);
    Line rows = Line.strided(profile, factor, out[0].dim(1));
    read(rows, Line.strided(profile, factor, out[0].dim(2)), in[0], out[0]);
  }

  private static void downsampleBackward(Stream s, Integer factor, Tensor[] in, Tensor[] out) {
    double[] profile = AntiAliasDownsample.profile(factor);
    Line rows = Line.strided(profile, factor, in[0].dim(1));
    scatter(rows, Line.strided(profile, factor, in[0].dim(2)), in[0], out[0]);
  }

  /** Called for every pair of an output pixel and a pixel of the input that it reads. */
  private interface PairVisitor {
    void visit(long outPixel, long inPixel, double weight);
  }

  private static void read(Line rows, Line columns, Tensor in, Tensor out) {
    HostView x = HostView.of(in);
    int channels = in.dim(3);
    double[] sums = Sums.of(out);
    forEachPair(
        rows,
        columns,
        in.shape(),
        (o, i, weight) -> {
          for (int c = 0; c < channels; c++) {
            sums[(int) (o * channels + c)] += weight * x.get(i * channels + c);
          }
        });
    Sums.store(sums, out);
  }

  private static void scatter(Line rows, Line columns, Tensor gradOut, Tensor gradIn) {
    HostView g = HostView.of(gradOut);
    int channels = gradIn.dim(3);
    double[] sums = Sums.of(gradIn);
    forEachPair(
        rows,
        columns,
        gradIn.shape(),
        (o, i, weight) -> {
          for (int c = 0; c < channels; c++) {
            sums[(int) (i * channels + c)] += weight * g.get(o * channels + c);
          }
        });
    Sums.store(sums, gradIn);
  }

  private static void forEachPair(Line rows, Line columns, Shape image, PairVisitor visitor) {
    long o = 0;
    for (int n = 0; n < image.dim(0); n++) {
      for (int oy = 0; oy < rows.first.length; oy++) {
        for (int ox = 0; ox < columns.first.length; ox++) {
          for (int ky = 0; ky < rows.weights[oy].length; ky++) {
            int y = rows.first[oy] + ky;
            for (int kx = 0; kx < columns.weights[ox].length; kx++) {
              int x = columns.first[ox] + kx;
              if (y >= 0 && y < image.dim(1) && x >= 0 && x < image.dim(2)) {
                long pixel = ((long) n * image.dim(1) + y) * image.dim(2) + x;
                visitor.visit(o, pixel, rows.weights[oy][ky] * columns.weights[ox][kx]);
              }
            }
          }
          o++;
        }
      }
    }
  }
}
