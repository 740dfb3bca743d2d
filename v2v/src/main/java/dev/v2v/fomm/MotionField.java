package dev.v2v.fomm;

import dev.v2v.engine.Tensor;

/**
 * What the dense-motion network says; all maps at its own low resolution.
 *
 * @param sparseDeformed the source warped by every key point's motion {@code (N, K+1, h, w, C)}
 * @param mask share of each motion {@code (N, h, w, K+1)}, slot 0 the background
 * @param flow backward flow {@code (N, h, w, 2)} in normalised coordinates of the source
 * @param occlusion visible share {@code (N, h, w, 1)}, {@code null} if it is not estimated
 */
public record MotionField(Tensor sparseDeformed, Tensor mask, Tensor flow, Tensor occlusion) {}
