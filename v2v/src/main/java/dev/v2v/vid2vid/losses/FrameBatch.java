package dev.v2v.vid2vid.losses;

import dev.v2v.engine.Tensor;

/**
 * Frames that losses are taken of, N of them from all moments and samples together, float32.
 *
 * @param labels encoded labels of each frame alone, {@code (N, H, W, channels)}
 * @param real the recorded images, {@code (N, H, W, 3)} in [-1, 1]
 * @param realPrevious those before them
 * @param fake the generated images
 * @param fakePrevious the generated images before them; for the first of a sequence the real one
 * @param hallucinated the generator's raw images
 * @param flow the generator's flow, {@code (N, H, W, 2)} in pixels; {@code null} without flow
 * @param mask the generator's mask, {@code (N, H, W, 1)}; {@code null} without flow
 * @param flowReference flow from each real image to the one before, in pixels; {@code null} for
 *     single images, which have none before: then nor have they previous images and a confidence
 * @param confidence where that flow can be trusted, {@code (N, H, W, 1)} in [0, 1]
 */
public record FrameBatch(
    Tensor labels,
    Tensor real,
    Tensor realPrevious,
    Tensor fake,
    Tensor fakePrevious,
    Tensor hallucinated,
    Tensor flow,
    Tensor mask,
    Tensor flowReference,
    Tensor confidence) {}
