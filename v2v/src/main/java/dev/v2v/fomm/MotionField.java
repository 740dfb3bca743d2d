package dev.v2v.fomm;

import static dev.v2v.engine.op.resize.Interpolate.interpolateBilinear;

import dev.v2v.engine.Tensor;

/**
 * What the dense-motion network says; all maps at its own low resolution.
 *
 * @param sparseDeformed the source warped by every key point's motion {@code (N, K+1, h, w, C)};
 *     {@code null} at inference
 * @param mask share of each motion {@code (N, h, w, K+1)}, slot 0 the background
 * @param flow backward flow {@code (N, h, w, 2)} in normalised coordinates of the source
 * @param occlusion visible share {@code (N, h, w, 1)}, {@code null} if it is not estimated
 * @param alignedResize whether maps are resized with corners aligned, which keeps the identity the
 *     identity (Zhao and Zhang, Thin-Plate Spline Motion Model, 2022); half-pixel, as in 2019,
 *     bends it by up to a cell of the low resolution times 3 / 8
 */
public record MotionField(
    Tensor sparseDeformed, Tensor mask, Tensor flow, Tensor occlusion, boolean alignedResize) {
  /** The flow at the size of a map {@code (N, H, W, *)}: {@code (N, H, W, 2)}. */
  public Tensor flowLike(Tensor map) {
    return resize(flow, map);
  }

  /** The visible share at the size of a map {@code (N, H, W, *)}: {@code (N, H, W, 1)}. */
  public Tensor occlusionLike(Tensor map) {
    return resize(occlusion, map);
  }

  /** A map of this field's resolution at the size of another. */
  Tensor resize(Tensor map, Tensor like) {
    boolean same = map.dim(1) == like.dim(1) && map.dim(2) == like.dim(2);
    return same ? map : interpolateBilinear(map, like.dim(1), like.dim(2), alignedResize);
  }
}
