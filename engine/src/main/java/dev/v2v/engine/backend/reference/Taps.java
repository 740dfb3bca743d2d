package dev.v2v.engine.backend.reference;

import dev.v2v.engine.Shape;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.warp.Interpolation;

/**
 * The cells that one position of an {@code (N, H, W, C)} image reads, their weights, and the
 * derivatives of the weights by the position. Cells outside are left out. Reused over positions.
 */
final class Taps {
  private final Shape image;
  private final long[] cells = new long[4];
  private final double[] weights = new double[4];
  private final double[] slopesX = new double[4];
  private final double[] slopesY = new double[4];
  private int count;

  Taps(Shape image) {
    this.image = image;
  }

  /** Moves to position ({@code x}, {@code y}), in cells, of image {@code n}. */
  void moveTo(Interpolation mode, int n, double x, double y) {
    count = 0;
    if (Double.isNaN(x) || Double.isNaN(y)) {
      return;
    }
    if (mode == Interpolation.NEAREST) {
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
    cells[count] = (((long) n * image.dim(1) + (int) y) * image.dim(2) + (int) x) * image.dim(3);
    weights[count] = weight;
    slopesX[count] = slopeX;
    slopesY[count] = slopeY;
    count++;
  }

  /** The value of channel {@code c} at the position. */
  double read(HostView x, int c) {
    return dot(x, c, weights);
  }

  /** Derivative of {@link #read} by the horizontal position. */
  double slopeX(HostView x, int c) {
    return dot(x, c, slopesX);
  }

  /** Derivative of {@link #read} by the vertical position. */
  double slopeY(HostView x, int c) {
    return dot(x, c, slopesY);
  }

  /** Adds {@code g} to the cells in proportion to their weights: the adjoint of {@link #read}. */
  void scatter(double[] gradX, int c, double g) {
    for (int t = 0; t < count; t++) {
      gradX[(int) cells[t] + c] += weights[t] * g;
    }
  }

  private double dot(HostView x, int c, double[] factors) {
    double sum = 0;
    for (int t = 0; t < count; t++) {
      sum += factors[t] * x.get(cells[t] + c);
    }
    return sum;
  }
}
