package dev.v2v.vid2vid.networks;

import dev.v2v.engine.Tensor;

/**
 * One generated image of one scale and how it came about, in the terms of {@code X_t = (1 - M)
 * W(X_{t-1}) + M H_t}.
 *
 * @param image X_t, {@code (N, H, W, 3)} in [-1, 1]
 * @param hallucinated H_t, the raw image; with the foreground in it, as in the result
 * @param flow the flow of W in pixels, {@code (N, H, W, 2)} as (dx, dy) from this image to the one
 *     before; {@code null} without flow
 * @param mask M, {@code (N, H, W, 1)}: 1 paints anew, 0 keeps what is warped; {@code null} without
 *     flow
 * @param features for the next finer scale
 */
public record VideoFrame(
    Tensor image, Tensor hallucinated, Tensor flow, Tensor mask, VideoFeatures features) {}
