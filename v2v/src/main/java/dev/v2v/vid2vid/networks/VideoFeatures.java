package dev.v2v.vid2vid.networks;

import dev.v2v.engine.Tensor;

/**
 * What a scale of the generator hands to the next finer one, all {@code (N, H, W, C)} before the
 * heads.
 *
 * @param image features that the hallucinated image is painted from
 * @param flow features that flow and mask are read from, {@code null} without flow
 * @param foreground features of the foreground, {@code null} without that branch
 */
public record VideoFeatures(Tensor image, Tensor flow, Tensor foreground) {
  /** The same values without their history. */
  public VideoFeatures detach() {
    return new VideoFeatures(
        image.detach(),
        flow == null ? null : flow.detach(),
        foreground == null ? null : foreground.detach());
  }
}
