package dev.v2v.vid2vid;

import static dev.v2v.engine.op.shape.Slice.slice;
import static dev.v2v.engine.op.warp.FlowWarp.flowWarp;

import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.warp.PaddingMode;
import dev.v2v.vid2vid.networks.VideoFrame;

/**
 * One image of a generated sequence.
 *
 * @param frame the image and how it came about
 * @param previous the images before it, {@code (1, H, W, 3 (T - 1))}; {@code null} where T is 1
 */
public record SynthesizedFrame(VideoFrame frame, Tensor previous) {
  /** X_t, {@code (1, H, W, 3)} in [-1, 1]. */
  public Tensor image() {
    return frame.image();
  }

  /** W(X_{t-1}), the image before as the flow moves it; {@code null} without flow. */
  public Tensor warped() {
    if (frame.flow() == null) {
      return null;
    }
    int channels = previous.dim(3);
    Tensor latest = slice(previous, 3, channels - image().dim(3), channels);
    return flowWarp(latest, frame.flow(), PaddingMode.BORDER);
  }
}
