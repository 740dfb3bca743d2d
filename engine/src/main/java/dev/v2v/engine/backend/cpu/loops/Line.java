package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.op.conv.Pool2d;
import dev.v2v.engine.op.resize.AntiAliasDownsample;
import dev.v2v.engine.op.resize.Interpolate;
import dev.v2v.engine.op.shape.Pad2d;
import dev.v2v.engine.op.warp.Interpolation;

/**
 * What the output cells of one axis read: cell {@code o} reads cells {@code first[o] + k} of the
 * input with {@code weights[o][k]}. Cells outside the input are left out. Immutable by convention.
 */
final class Line {
  final int[] first;
  final float[][] weights;

  private Line(int outputs) {
    first = new int[outputs];
    weights = new float[outputs][];
  }

  int outputs() {
    return first.length;
  }

  /** One axis of {@link Interpolate}. */
  static Line interpolation(Interpolate.Params p, double step, int size, int outputs) {
    Line line = new Line(outputs);
    for (int o = 0; o < outputs; o++) {
      if (p.mode() == Interpolation.NEAREST) {
        line.set(o, Interpolate.Params.nearest(o, step, size), size, 1);
        continue;
      }
      double position = Interpolate.Params.bilinear(o, step, p.alignCorners());
      int cell = Math.min((int) position, size - 1);
      double fraction = cell == size - 1 ? 0 : Math.min(position - cell, 1);
      line.set(o, cell, size, (float) (1 - fraction), (float) fraction);
    }
    return line;
  }

  /** One axis of {@link AntiAliasDownsample}. */
  static Line downsampling(int factor, int size, int outputs) {
    double[] profile = AntiAliasDownsample.profile(factor);
    float[] weights = new float[profile.length];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = (float) profile[k];
    }
    Line line = new Line(outputs);
    for (int o = 0; o < outputs; o++) {
      line.set(o, o * factor - weights.length / 2, size, weights);
    }
    return line;
  }

  /** One axis of an average of {@link Pool2d}. */
  static Line average(Pool2d.Kind kind, int kernel, int stride, int pad, int size, int outputs) {
    Line line = new Line(outputs);
    for (int o = 0; o < outputs; o++) {
      int begin = o * stride - pad;
      int inside = Math.min(size, begin + kernel) - Math.max(0, begin);
      int count = kind == Pool2d.Kind.AVERAGE_WITH_PADDING ? kernel : inside;
      float[] weights = new float[kernel];
      java.util.Arrays.fill(weights, 1f / count);
      line.set(o, begin, size, weights);
    }
    return line;
  }

  /** One axis of {@link Pad2d}; constant cells read nothing. */
  static Line padding(Pad2d.Mode mode, int before, int size, int outputs) {
    Line line = new Line(outputs);
    for (int o = 0; o < outputs; o++) {
      line.set(o, mode.source(o - before, size), size, 1);
    }
    return line;
  }

  /** Clips the taps to the input. */
  private void set(int o, int begin, int size, float... all) {
    int skip = Math.max(0, -begin);
    int keep = Math.max(0, Math.min(all.length, size - begin) - skip);
    first[o] = begin + skip;
    weights[o] = keep == 0 ? new float[0] : java.util.Arrays.copyOfRange(all, skip, skip + keep);
  }

  /** The adjoint: what the input cells of the axis get from the output cells. */
  Line transposed(int size) {
    Line adjoint = new Line(size);
    int[] last = new int[size];
    java.util.Arrays.fill(adjoint.first, Integer.MAX_VALUE);
    for (int o = 0; o < outputs(); o++) {
      for (int k = 0; k < weights[o].length; k++) {
        int cell = first[o] + k;
        adjoint.first[cell] = Math.min(adjoint.first[cell], o);
        last[cell] = Math.max(last[cell], o);
      }
    }
    for (int i = 0; i < size; i++) {
      boolean read = adjoint.first[i] != Integer.MAX_VALUE;
      adjoint.first[i] = read ? adjoint.first[i] : 0;
      adjoint.weights[i] = new float[read ? last[i] - adjoint.first[i] + 1 : 0];
    }
    for (int o = 0; o < outputs(); o++) {
      for (int k = 0; k < weights[o].length; k++) {
        adjoint.weights[first[o] + k][o - adjoint.first[first[o] + k]] += weights[o][k];
      }
    }
    return adjoint;
  }
}
