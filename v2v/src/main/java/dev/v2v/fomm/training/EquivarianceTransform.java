package dev.v2v.fomm.training;

import static dev.v2v.engine.op.elementwise.Cast.cast;
import static dev.v2v.engine.op.reduce.BroadcastTo.broadcastTo;
import static dev.v2v.engine.op.shape.Reshape.reshape;
import static dev.v2v.engine.op.warp.CoordinateGrid.coordinateGrid;
import static dev.v2v.engine.op.warp.GridSample.gridSample;
import static dev.v2v.engine.op.warp.ThinPlateSpline.thinPlateSpline;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.random.Generator;
import dev.v2v.engine.op.warp.Interpolation;
import dev.v2v.engine.op.warp.PaddingMode;
import dev.v2v.engine.op.warp.ThinPlateSpline;

/**
 * A random transform T of the plane, one for each sample, under which key points should be
 * equivariant. Source: Siarohin et al. 2019, section 3.1.
 *
 * @param theta affine part {@code (N, 2, 3)}
 * @param control thin-plate weights {@code (N, M M)}
 */
public record EquivarianceTransform(Tensor theta, Tensor control) {
  private static final float[] IDENTITY = {1, 0, 0, 0, 1, 0};

  /** Draws a transform for {@code n} samples. */
  static EquivarianceTransform draw(
      Backend backend, Generator random, int n, TrainConfig.Transform config) {
    float[] theta =
        random
            .normal(backend, Shape.of(n, 2, 3), DType.FLOAT32, 0, config.sigmaAffine())
            .toFloats();
    for (int i = 0; i < theta.length; i++) {
      theta[i] += IDENTITY[i % 6];
    }
    int points = config.pointsTps() * config.pointsTps();
    return new EquivarianceTransform(
        Tensor.of(backend, Shape.of(n, 2, 3), theta),
        random.normal(backend, Shape.of(n, points), DType.FLOAT32, 0, config.sigmaTps()));
  }

  /** Images {@code (N, H, W, C)} as T shows them: the result at c is the image at T(c). */
  Tensor warp(Tensor images, boolean alignCorners) {
    int n = images.dim(0);
    int h = images.dim(1);
    int w = images.dim(2);
    Tensor cells = cast(coordinateGrid(images.backend(), h, w), theta.dtype());
    Tensor grid = reshape(cells, 1, h * w, 2);
    Tensor moved = points(broadcastTo(grid, Shape.of(n, h * w, 2))).moved();
    return gridSample(
        images,
        reshape(moved, n, h, w, 2),
        Interpolation.BILINEAR,
        PaddingMode.REFLECTION,
        alignCorners);
  }

  /** Where T takes points {@code (N, P, 2)}, and its Jacobian there {@code (N, P, 2, 2)}. */
  ThinPlateSpline.Result points(Tensor points) {
    return thinPlateSpline(points, theta, control);
  }
}
