package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.warp.GridSample;
import dev.v2v.engine.op.warp.Interpolation;
import dev.v2v.engine.op.warp.PaddingMode;

/**
 * Where the output pixels of a warp read: a grid in normalised coordinates or a flow in pixels. A
 * {@link Cursor} walks over them; each thread has its own. Immutable.
 */
final class SamplePoints {
  private final Rows field;
  private final Shape fieldShape;
  private final Shape image;
  private final GridSample.Params params;
  private final boolean normalised;
  private final int fieldsPerImage;
  private final int width;
  private final int height;

  private SamplePoints(Tensor image, Tensor field, GridSample.Params params, boolean normalised) {
    this.field = Rows.of(field);
    this.fieldShape = field.shape();
    this.image = image.shape();
    this.params = params;
    this.normalised = normalised;
    this.height = fieldShape.dim(1);
    this.width = fieldShape.dim(2);
    this.fieldsPerImage = fieldShape.dim(0) / Math.max(1, this.image.dim(0));
  }

  static SamplePoints grid(GridSample.Params params, Tensor image, Tensor grid) {
    return new SamplePoints(image, grid, params, true);
  }

  static SamplePoints flow(PaddingMode padding, Tensor image, Tensor flow) {
    GridSample.Params aligned = new GridSample.Params(Interpolation.BILINEAR, padding, true);
    return new SamplePoints(image, flow, aligned, false);
  }

  /** Number of output pixels. */
  long pixels() {
    return fieldShape.elements() / 2;
  }

  /** Number of output pixels that read one image; they lie together. */
  long pixelsPerImage() {
    return (long) fieldsPerImage * fieldShape.dim(1) * fieldShape.dim(2);
  }

  /**
   * The taps of one output pixel: at most four cells with their weights, and the derivatives of the
   * weights by the field's entry. Cells outside the image are left out.
   */
  final class Cursor {
    /** Flat index of the first channel of each tap's cell. */
    final int[] cells = new int[4];

    final float[] weights = new float[4];
    final float[] slopesX = new float[4];
    final float[] slopesY = new float[4];
    int count;

    private double unitX;
    private double unitY;
    private long pixel = -2;
    private int column;
    private int row;
    private int plane;

    void moveTo(long o) {
      count = 0;
      step(o);
      int n = plane / fieldsPerImage;
      double px = position(field.get(2 * o), column, image.dim(2));
      double py = position(field.get(2 * o + 1), row, image.dim(1));
      boolean aligned = params.alignCorners();
      double x = params.padding().map(px, image.dim(2), aligned);
      double y = params.padding().map(py, image.dim(1), aligned);
      unitX = unit(image.dim(2)) * params.padding().slope(px, image.dim(2), aligned);
      unitY = unit(image.dim(1)) * params.padding().slope(py, image.dim(1), aligned);
      if (Double.isNaN(x) || Double.isNaN(y)) {
        return;
      }
      if (params.mode() == Interpolation.NEAREST) {
        tap(n, Math.rint(x), Math.rint(y), 1, 0, 0);
        return;
      }
      double left = Math.floor(x);
      double top = Math.floor(y);
      double fx = x - left;
      double fy = y - top;
      tap(n, left, top, (1 - fx) * (1 - fy), fy - 1, fx - 1);
      tap(n, left + 1, top, fx * (1 - fy), 1 - fy, -fx);
      tap(n, left, top + 1, (1 - fx) * fy, -fy, 1 - fx);
      tap(n, left + 1, top + 1, fx * fy, fy, fx);
    }

    /** Finds column, row and plane of a pixel; the one after the last is found by counting. */
    private void step(long o) {
      boolean next = o == pixel + 1;
      pixel = o;
      if (next && ++column < width) {
        return;
      }
      column = (int) (o % width);
      row = (int) (o / width % height);
      plane = (int) (o / width / height);
    }

    private void tap(int n, double x, double y, double weight, double slopeX, double slopeY) {
      if (x < 0 || x >= image.dim(2) || y < 0 || y >= image.dim(1)) {
        return;
      }
      cells[count] = ((n * image.dim(1) + (int) y) * image.dim(2) + (int) x) * image.dim(3);
      weights[count] = (float) weight;
      slopesX[count] = (float) (slopeX * unitX);
      slopesY[count] = (float) (slopeY * unitY);
      count++;
    }

    private double position(double entry, int pixel, int size) {
      return normalised
          ? GridSample.unnormalize(entry, size, params.alignCorners())
          : pixel + entry;
    }

    private double unit(int size) {
      return normalised ? GridSample.unnormalizeSlope(size, params.alignCorners()) : 1;
    }

    /** Reads all channels into {@code sum[at ..]}. */
    void read(PixelSource image, int channels, float[] sum, int at) {
      java.util.Arrays.fill(sum, at, at + channels, 0);
      for (int t = 0; t < count; t++) {
        int from = image.locate(cells[t]);
        addScaled(weights[t], image.data(), from, sum, at, channels);
      }
    }
  }

  /** {@code y[at ..] += a x[from ..]}. */
  static void addScaled(float a, float[] x, int from, float[] y, int at, int n) {
    for (int i = 0; i < n; i++) {
      y[at + i] += a * x[from + i];
    }
  }

  /** {@code x . y}, in a fixed order of four sums. */
  static float dot(float[] x, float[] y, int n) {
    return dot(x, 0, y, 0, n);
  }

  /** {@link #dot} of parts of arrays. */
  static float dot(float[] x, int atX, float[] y, int atY, int n) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      s0 += x[atX + i] * y[atY + i];
      s1 += x[atX + i + 1] * y[atY + i + 1];
      s2 += x[atX + i + 2] * y[atY + i + 2];
      s3 += x[atX + i + 3] * y[atY + i + 3];
    }
    for (; i < n; i++) {
      s0 += x[atX + i] * y[atY + i];
    }
    return (s0 + s1) + (s2 + s3);
  }
}
