package dev.v2v.demo;

import static dev.v2v.engine.op.resize.Interpolate.interpolateBilinear;

import dev.v2v.engine.Tensor;

/** The model's coordinates in pixels. */
final class ModelFlow {
  private ModelFlow() {}

  /**
   * Displacements of a backward flow, enlarged to a picture as the generator enlarges it.
   *
   * @param flow {@code (1, h, w, 2)}, positions in the source, normalised
   * @param size side of the picture
   * @param alignCorners what grid sampling takes -1 and 1 for: centres of the outer pixels, or
   *     edges
   * @return {@code (size, size, 2)} in pixels
   */
  static float[] pixels(Tensor flow, int size, boolean alignCorners) {
    boolean same = flow.dim(1) == size && flow.dim(2) == size;
    float[] out = (same ? flow : interpolateBilinear(flow, size, size, false)).toFloats();
    double extent = alignCorners ? size - 1 : size;
    for (int p = 0; p < size * size; p++) {
      out[2 * p] = (float) ((out[2 * p] + 1) / 2 * extent - offset(p % size, alignCorners));
      out[2 * p + 1] = (float) ((out[2 * p + 1] + 1) / 2 * extent - offset(p / size, alignCorners));
    }
    return out;
  }

  private static double offset(int pixel, boolean alignCorners) {
    return alignCorners ? pixel : pixel + 0.5;
  }

  /**
   * Key points from [-1, 1], the centres of the outer pixels, to [0, 1], the edges of the frame.
   *
   * @param points {@code (1, K, 2)}
   * @param size side of the picture
   */
  static float[] points(Tensor points, int size) {
    float[] xy = points.toFloats();
    for (int i = 0; i < xy.length; i++) {
      xy[i] = (float) (((xy[i] + 1) / 2 * (size - 1) + 0.5) / size);
    }
    return xy;
  }
}
