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

  private SamplePoints(Tensor image, Tensor field, GridSample.Params params, boolean normalised) {
    this.field = Rows.of(field);
    this.fieldShape = field.shape();
    this.image = image.shape();
    this.params = params;
    this.normalised = normalised;
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

    void moveTo(long o) {
      count = 0;
      int width = fieldShape.dim(2);
      int height = fieldShape.dim(1);
      int column = (int) (o % width);
      int row = (int) (o / width % height);
      int n = (int) (o / width / height) / fieldsPerImage;
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

    /** Reads all channels into {@code sum}; {@code cell} is scratch memory. */
    void read(Rows image, int channels, float[] cell, float[] sum) {
      java.util.Arrays.fill(sum, 0, channels, 0);
      for (int t = 0; t < count; t++) {
        image.get(cells[t], cell, channels);
        addScaled(weights[t], cell, sum, channels);
      }
    }
  }

  /** {@code y += a x}. */
  static void addScaled(float a, float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] += a * x[i];
    }
  }

  /** {@code x . y}, in a fixed order of four sums. */
  static float dot(float[] x, float[] y, int n) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      s0 += x[i] * y[i];
      s1 += x[i + 1] * y[i + 1];
      s2 += x[i + 2] * y[i + 2];
      s3 += x[i + 3] * y[i + 3];
    }
    for (; i < n; i++) {
      s0 += x[i] * y[i];
    }
    return (s0 + s1) + (s2 + s3);
  }
}
