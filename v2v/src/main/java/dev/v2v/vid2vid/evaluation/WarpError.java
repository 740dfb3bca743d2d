package dev.v2v.vid2vid.evaluation;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.warp.FlowWarp;
import dev.v2v.engine.op.warp.PaddingMode;
import dev.v2v.metrics.Picture;

/**
 * How much a video flickers: the image before, moved by the true flow, against the image, where the
 * same thing is seen in both. Source: Lai et al., Learning Blind Video Temporal Consistency, ECCV
 * 2018, with absolute differences.
 */
public final class WarpError {
  private WarpError() {}

  /**
   * Mean absolute difference over visible pixels; NaN if there are none.
   *
   * @param flow true flow from {@code now} to {@code before}, {@code (H, W, 2)}
   * @param visible {@code (H, W)}, more than 0.5 where it can be trusted
   */
  public static double of(
      Backend backend, Picture before, Picture now, float[] flow, float[] visible) {
    float[] moved;
    int h = now.height();
    int w = now.width();
    try (DeviceScope scope = backend.scope("warp error")) {
      Tensor image = Tensor.of(backend, Shape.of(1, h, w, 3), before.samples());
      Tensor motion = Tensor.of(backend, Shape.of(1, h, w, 2), flow);
      moved = FlowWarp.flowWarp(image, motion, PaddingMode.BORDER).toFloats();
    }
    double sum = 0;
    long count = 0;
    for (int i = 0; i < moved.length; i++) {
      if (visible[i / 3] > 0.5f) {
        sum += Math.abs(now.samples()[i] - moved[i]);
        count++;
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }
}
