package dev.v2v.demo;

import dev.v2v.data.puppets.GroundTruth;
import dev.v2v.media.RgbFrame;
import dev.v2v.metrics.Picture;

/**
 * One source at one frame: what the model did and what it should have done. Key points are {@code
 * (K, 2)}, x then y, 0 at the left and upper edge of the frame and 1 at the others.
 *
 * @param sourcePoints key points of the source
 * @param drivingPoints key points of the driver
 * @param targetPoints where the source's key points shall go
 * @param owners {@code (h, w)}: which motion has the largest share, 0 the background
 * @param flow {@code (H, W, 2)} in pixels: where in the source the model looks for each pixel
 * @param visible {@code (H, W, 1)}: the model's occlusion map, 1 where the source is to be trusted
 * @param warped the source along that flow
 * @param prediction the result
 * @param driving the driver's frame
 * @param answer the exact answer
 * @param truth how the answer's pixels lie in the source
 */
@SuppressWarnings("ArrayRecordComponent") // A bundle of buffers; identity is intended.
record Moment(
    float[] sourcePoints,
    float[] drivingPoints,
    float[] targetPoints,
    int[] owners,
    float[] flow,
    Picture visible,
    Picture warped,
    Picture prediction,
    RgbFrame driving,
    RgbFrame answer,
    GroundTruth.Field truth) {}
