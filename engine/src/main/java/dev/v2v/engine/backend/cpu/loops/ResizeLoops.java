package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cpu.HostParallel;
import dev.v2v.engine.op.conv.Pool2d;
import dev.v2v.engine.op.resize.AntiAliasDownsample;
import dev.v2v.engine.op.resize.Interpolate;
import dev.v2v.engine.op.warp.Interpolation;
import java.util.Arrays;

/**
 * Interpolation, anti-aliased down-sampling and average pooling: all are separable, so one loop
 * serves them. A row of the output is first put together vertically, over whole rows of the input,
 * then horizontally. Their adjoints are the same loop over the transposed {@link Line}s.
 */
final class ResizeLoops {
  private static final int IMAGE_CHANNELS = 4;

  private final HostParallel parallel;

  private ResizeLoops(HostParallel parallel) {
    this.parallel = parallel;
  }

  static void register(HostParallel parallel, KernelRegistry registry) {
    ResizeLoops loops = new ResizeLoops(parallel);
    registry.add(Interpolate.KEY, Rows.TYPES, loops::interpolate);
    registry.add(Interpolate.BACKWARD, Rows.TYPES, loops::interpolateBackward);
    registry.add(AntiAliasDownsample.KEY, Rows.TYPES, loops::downsample);
    registry.add(AntiAliasDownsample.BACKWARD, Rows.TYPES, loops::downsampleBackward);
  }

  private void interpolate(Stream s, Interpolate.Params p, Tensor[] in, Tensor[] out) {
    Shape x = in[0].shape();
    Line rows = Line.interpolation(p, p.stepH(), x.dim(1), p.height());
    Line columns = Line.interpolation(p, p.stepW(), x.dim(2), p.width());
    if (p.mode() == Interpolation.NEAREST) {
      copy(in[0], rows.first, columns.first, out[0]);
    } else {
      apply(in[0], rows, columns, out[0]);
    }
  }

  private void interpolateBackward(Stream s, Interpolate.Params p, Tensor[] in, Tensor[] out) {
    Shape x = out[0].shape();
    applyTransposed(
        in[0],
        Line.interpolation(p, p.stepH(), x.dim(1), p.height()),
        Line.interpolation(p, p.stepW(), x.dim(2), p.width()),
        out[0]);
  }

  private void downsample(Stream s, Integer factor, Tensor[] in, Tensor[] out) {
    Shape x = in[0].shape();
    Line rows = Line.downsampling(factor, x.dim(1), out[0].dim(1));
    apply(in[0], rows, Line.downsampling(factor, x.dim(2), out[0].dim(2)), out[0]);
  }

  private void downsampleBackward(Stream s, Integer factor, Tensor[] in, Tensor[] out) {
    Shape x = out[0].shape();
    Line rows = Line.downsampling(factor, x.dim(1), in[0].dim(1));
    applyTransposed(in[0], rows, Line.downsampling(factor, x.dim(2), in[0].dim(2)), out[0]);
  }

  void average(Pool2d.Params p, Tensor in, Tensor out) {
    apply(in, rows(p, in, out), columns(p, in, out), out);
  }

  void averageBackward(Pool2d.Params p, Tensor gradOut, Tensor gradIn) {
    applyTransposed(gradOut, rows(p, gradIn, gradOut), columns(p, gradIn, gradOut), gradIn);
  }

  private static Line rows(Pool2d.Params p, Tensor x, Tensor y) {
    return Line.average(p.kind(), p.kernelH(), p.strideH(), p.padH(), x.dim(1), y.dim(1));
  }

  private static Line columns(Pool2d.Params p, Tensor x, Tensor y) {
    return Line.average(p.kind(), p.kernelW(), p.strideW(), p.padW(), x.dim(2), y.dim(2));
  }

  static ResizeLoops on(HostParallel parallel) {
    return new ResizeLoops(parallel);
  }

  void applyTransposed(Tensor gradOut, Line rows, Line columns, Tensor gradIn) {
    apply(gradOut, rows.transposed(gradIn.dim(1)), columns.transposed(gradIn.dim(2)), gradIn);
  }

  private void apply(Tensor in, Line rows, Line columns, Tensor out) {
    if (in.dim(3) <= IMAGE_CHANNELS) {
      applyWide(in, rows, columns, out);
      return;
    }
    Rows x = Rows.of(in);
    Rows y = Rows.of(out);
    int channels = in.dim(3);
    int height = in.dim(1);
    int lineIn = in.dim(2) * channels;
    int lineOut = out.dim(2) * channels;
    parallel.run(
        (long) out.dim(0) * rows.outputs(),
        1,
        (from, to) -> {
          Scratch scratch = Scratch.ofThread();
          float[] line = scratch.floats(0, lineIn);
          float[] sum = scratch.floats(1, lineIn);
          float[] result = scratch.floats(2, lineOut);
          for (long o = from; o < to; o++) {
            int row = (int) (o % rows.outputs());
            long n = o / rows.outputs();
            Arrays.fill(sum, 0, lineIn, 0);
            for (int k = 0; k < rows.weights[row].length; k++) {
              x.get((n * height + rows.first[row] + k) * lineIn, line, lineIn);
              SamplePoints.addScaled(rows.weights[row][k], line, 0, sum, 0, lineIn);
            }
            horizontal(sum, columns, channels, result);
            y.put(o * lineOut, result, lineOut);
          }
        });
  }

  /**
   * Images stand at the beginning of every network, and long filters such as the anti-aliasing
   * Gaussian run over them: they are summed in float64, which costs nothing at this size.
   */
  private void applyWide(Tensor in, Line rows, Line columns, Tensor out) {
    Rows x = Rows.of(in);
    Rows y = Rows.of(out);
    int channels = in.dim(3);
    int lineIn = in.dim(2) * channels;
    int lineOut = out.dim(2) * channels;
    parallel.run(
        (long) out.dim(0) * rows.outputs(),
        1,
        (from, to) -> {
          Scratch scratch = Scratch.ofThread();
          float[] line = scratch.floats(0, lineIn);
          float[] result = scratch.floats(2, lineOut);
          for (long o = from; o < to; o++) {
            int row = (int) (o % rows.outputs());
            long n = o / rows.outputs();
            double[] sum = scratch.zeroDoubles(lineIn);
            for (int k = 0; k < rows.weights[row].length; k++) {
              x.get((n * in.dim(1) + rows.first[row] + k) * lineIn, line, lineIn);
              double weight = rows.weights[row][k];
              for (int i = 0; i < lineIn; i++) {
                sum[i] += weight * line[i];
              }
            }
            for (int i = 0; i < lineOut; i++) {
              int column = i / channels;
              double total = 0;
              for (int k = 0; k < columns.weights[column].length; k++) {
                int at = (columns.first[column] + k) * channels + i % channels;
                total += columns.weights[column][k] * sum[at];
              }
              result[i] = (float) total;
            }
            y.put(o * lineOut, result, lineOut);
          }
        });
  }

  private static void horizontal(float[] line, Line columns, int channels, float[] result) {
    for (int o = 0; o < columns.outputs(); o++) {
      int to = o * channels;
      Arrays.fill(result, to, to + channels, 0);
      for (int k = 0; k < columns.weights[o].length; k++) {
        int from = (columns.first[o] + k) * channels;
        addScaled(columns.weights[o][k], line, from, result, to, channels);
      }
    }
  }

  private static void addScaled(float a, float[] x, int from, float[] y, int to, int n) {
    for (int i = 0; i < n; i++) {
      y[to + i] += a * x[from + i];
    }
  }

  /** Nearest cells are copied as they are; a row like the one before is copied at once. */
  private void copy(Tensor in, int[] rows, int[] columns, Tensor out) {
    Units fromInput = new Units(in, out);
    Units fromOutput = new Units(out, out);
    int channels = in.dim(3);
    long lineIn = (long) in.dim(2) * channels;
    long lineOut = (long) out.dim(2) * channels;
    // Chunks begin at rows that repeat none before, so that no chunk waits for another.
    int[] starts = firstOfEach(rows);
    parallel.run(
        (long) out.dim(0) * starts.length,
        1,
        (from, to) -> {
          for (long unit = from; unit < to; unit++) {
            int k = (int) (unit % starts.length);
            long n = unit / starts.length;
            int end = k + 1 < starts.length ? starts[k + 1] : rows.length;
            long source = (n * in.dim(1) + rows[starts[k]]) * lineIn;
            long target = (n * rows.length + starts[k]) * lineOut;
            for (int o = 0; o < columns.length; o++) {
              fromInput.run(
                  source + (long) columns[o] * channels, target + (long) o * channels, channels);
            }
            for (int row = starts[k] + 1; row < end; row++) {
              fromOutput.run(target, (n * rows.length + row) * lineOut, lineOut);
            }
          }
        });
  }

  private static int[] firstOfEach(int[] rows) {
    return java.util.stream.IntStream.range(0, rows.length)
        .filter(i -> i == 0 || rows[i] != rows[i - 1])
        .toArray();
  }
}
