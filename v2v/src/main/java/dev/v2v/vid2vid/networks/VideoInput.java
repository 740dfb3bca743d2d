package dev.v2v.vid2vid.networks;

import dev.v2v.engine.Tensor;

/**
 * What a generator sees of one moment at one scale. Its convolutions compute in the type of the
 * labels; images and masks are float32 (float64 for gradient checks).
 *
 * @param labels label maps of this moment and those before it, oldest first, {@code (N, H, W, T *
 *     labels)}
 * @param previous the images generated before, oldest first, {@code (N, H, W, 3 (T - 1))}; {@code
 *     null} where T is 1
 * @param foreground where the foreground is, {@code (N, H, W, 1)} in [0, 1]; {@code null} without
 *     that branch
 * @param rawOnly take the hallucinated image as it is: there is nothing yet to warp
 */
public record VideoInput(LabelMaps labels, Tensor previous, Tensor foreground, boolean rawOnly) {}
