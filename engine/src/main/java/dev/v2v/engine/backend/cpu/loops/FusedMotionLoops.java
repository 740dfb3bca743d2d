package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cpu.HostParallel;
import dev.v2v.engine.op.warp.CoordinateGrid;
import dev.v2v.engine.op.warp.GridSample;
import dev.v2v.engine.op.warp.MotionFlow;
import dev.v2v.engine.op.warp.MotionInput;
import java.util.Arrays;
import java.util.Set;

/** FOMM's dense motion without its intermediate fields, parallel over rows of pixels. */
final class FusedMotionLoops {
  private static final int ROWS = 8;

  private final HostParallel parallel;

  private FusedMotionLoops(HostParallel parallel) {
    this.parallel = parallel;
  }

  static void register(HostParallel parallel, KernelRegistry registry) {
    FusedMotionLoops loops = new FusedMotionLoops(parallel);
    registry.add(MotionInput.KEY, Set.of(DType.FLOAT32), loops::input);
    registry.add(MotionFlow.KEY, Rows.TYPES, loops::flow);
  }

  /** Rows (a, b, t) of x' and y' for every slot of image {@code n}. */
  private static double[][] maps(Tensor[] in, int n) {
    int points = in[1].dim(1);
    Tensor[] frames = Arrays.copyOfRange(in, 1, 5);
    double[][] maps = new double[points + 1][];
    maps[0] = MotionLoops.IDENTITY;
    for (int k = 0; k < points; k++) {
      maps[k + 1] = MotionLoops.affineMap(frames, (long) n * points + k);
    }
    return maps;
  }

  private void input(Stream s, MotionInput.Params p, Tensor[] in, Tensor[] out) {
    Rows y = Rows.of(out[0]);
    int height = in[0].dim(1);
    int rowValues = in[0].dim(2) * out[0].dim(3);
    parallel.run(
        (long) in[0].dim(0) * height,
        ROWS,
        (from, to) -> {
          Scratch scratch = Scratch.ofThread();
          float[] row = scratch.floats(1, rowValues);
          Image image = null;
          for (long line = from; line < to; line++) {
            int n = (int) (line / height);
            if (image == null || image.n != n) {
              image = new Image(p, in, n, scratch);
            }
            image.row((int) (line % height), row);
            y.put(line * rowValues, row, rowValues);
          }
        });
  }

  /** One image of the batch as the rows of a chunk read it. */
  private static final class Image {
    final int n;
    private final boolean aligned;
    private final int height;
    private final int width;
    private final int channels;
    private final float[] pixels;
    private final double[][] maps;
    private final float[][] heat;

    Image(MotionInput.Params p, Tensor[] in, int n, Scratch scratch) {
      this.n = n;
      this.aligned = p.alignCorners();
      this.height = in[0].dim(1);
      this.width = in[0].dim(2);
      this.channels = in[0].dim(3);
      int values = height * width * channels;
      this.pixels = scratch.floats(0, values);
      Rows.of(in[0]).get((long) n * values, pixels, values);
      this.maps = maps(in, n);
      int points = in[1].dim(1);
      Rows source = Rows.of(in[1]);
      Rows driving = Rows.of(in[3]);
      this.heat =
          new float[][] {
            KeyPointLoops.profile(driving, n, points, 0, width, p.variance()),
            KeyPointLoops.profile(driving, n, points, 1, height, p.variance()),
            KeyPointLoops.profile(source, n, points, 0, width, p.variance()),
            KeyPointLoops.profile(source, n, points, 1, height, p.variance())
          };
    }

    /** Row {@code i} of the result: for each pixel and slot the heat, then all channels. */
    void row(int i, float[] to) {
      int points = maps.length - 1;
      double zy = CoordinateGrid.coordinate(i, height);
      int at = 0;
      for (int j = 0; j < width; j++) {
        double zx = CoordinateGrid.coordinate(j, width);
        for (int slot = 0; slot <= points; slot++) {
          int k = slot - 1;
          to[at++] =
              slot == 0
                  ? 0
                  : heat[0][j * points + k] * heat[1][i * points + k]
                      - heat[2][j * points + k] * heat[3][i * points + k];
          double[] map = maps[slot];
          double x = map[0] * zx + map[1] * zy + map[2];
          double y = map[3] * zx + map[4] * zy + map[5];
          read(
              GridSample.unnormalize(x, width, aligned),
              GridSample.unnormalize(y, height, aligned),
              to,
              at);
          at += channels;
        }
      }
    }

    /** The image read bilinearly with zeros outside; a position that is NaN reads nothing. */
    private void read(double x, double y, float[] to, int at) {
      Arrays.fill(to, at, at + channels, 0);
      double left = Math.floor(x);
      double top = Math.floor(y);
      if (!(left >= -1 && left < width && top >= -1 && top < height)) {
        return;
      }
      double fx = x - left;
      double fy = y - top;
      tap((int) left, (int) top, (1 - fx) * (1 - fy), to, at);
      tap((int) left + 1, (int) top, fx * (1 - fy), to, at);
      tap((int) left, (int) top + 1, (1 - fx) * fy, to, at);
      tap((int) left + 1, (int) top + 1, fx * fy, to, at);
    }

    private void tap(int column, int row, double weight, float[] to, int at) {
      if (column >= 0 && column < width && row >= 0 && row < height) {
        int from = (row * width + column) * channels;
        SamplePoints.addScaled((float) weight, pixels, from, to, at, channels);
      }
    }
  }

  private void flow(Stream s, Void none, Tensor[] in, Tensor[] out) {
    Rows logits = Rows.of(in[0]);
    Rows flow = Rows.of(out[0]);
    Rows mask = Rows.of(out[1]);
    int height = in[0].dim(1);
    int width = in[0].dim(2);
    int slots = in[0].dim(3);
    parallel.run(
        (long) in[0].dim(0) * height,
        ROWS,
        (from, to) -> {
          Scratch scratch = Scratch.ofThread();
          float[] shares = scratch.floats(0, width * slots);
          float[] moved = scratch.floats(1, 2 * width);
          double[][] maps = null;
          for (long line = from; line < to; line++) {
            if (maps == null || line % height == 0) {
              maps = maps(in, (int) (line / height));
            }
            logits.get(line * width * slots, shares, width * slots);
            double zy = CoordinateGrid.coordinate((int) (line % height), height);
            for (int j = 0; j < width; j++) {
              softmax(shares, j * slots, slots);
              double zx = CoordinateGrid.coordinate(j, width);
              blend(maps, shares, j * slots, zx, zy, moved, 2 * j);
            }
            mask.put(line * width * slots, shares, width * slots);
            flow.put(line * 2 * width, moved, 2 * width);
          }
        });
  }

  private static void softmax(float[] v, int at, int n) {
    float largest = v[at];
    for (int i = at + 1; i < at + n; i++) {
      largest = Math.max(largest, v[i]);
    }
    float total = 0;
    for (int i = at; i < at + n; i++) {
      v[i] = FloatMath.exp(v[i] - largest);
      total += v[i];
    }
    for (int i = at; i < at + n; i++) {
      v[i] /= total;
    }
  }

  private static void blend(
      double[][] maps, float[] shares, int first, double zx, double zy, float[] to, int at) {
    double x = 0;
    double y = 0;
    for (int slot = 0; slot < maps.length; slot++) {
      double[] map = maps[slot];
      x += shares[first + slot] * (map[0] * zx + map[1] * zy + map[2]);
      y += shares[first + slot] * (map[3] * zx + map[4] * zy + map[5]);
    }
    to[at] = (float) x;
    to[at + 1] = (float) y;
  }
}
