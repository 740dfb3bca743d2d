package dev.v2v.data;

import dev.v2v.engine.ShapeException;

/**
 * Where a flow can be trusted, when nobody knows: by photographs, or by the flow back. Sampling is
 * bilinear at pixel centres with coordinates clamped to the frame, as vid2vid warps.
 */
public final class FlowConfidence {
  /** Squared difference of colours, on the scale of [-1, 1], up to which vid2vid trusts a flow. */
  public static final float PUBLISHED_LIMIT = 0.02f;

  private FlowConfidence() {}

  /**
   * By photographs: 1 where the other frame, sampled along the flow, shows the same colour.
   *
   * @param here {@code (H, W, 3)} in [-1, 1]
   * @param there the frame that the flow leads to, alike
   * @param limit on the sum over the three channels of the squared difference
   * @return {@code (H, W)} of 0 and 1
   * @throws ShapeException when lengths do not fit
   */
  public static float[] byColour(float[] here, float[] there, FlowField flow, float limit) {
    int pixels = flow.occluded().length;
    if (here.length != 3 * pixels || there.length != 3 * pixels) {
      throw new ShapeException(
          String.format(
              "flow confidence: frames must be (H, W, 3) for %dx%d, got %d and %d values",
              flow.width(), flow.height(), here.length, there.length));
    }
    float[] sure = new float[pixels];
    for (int p = 0; p < pixels; p++) {
      float sum = 0;
      for (int c = 0; c < 3; c++) {
        float d = here[3 * p + c] - sample(there, 3, c, flow, p);
        sum += d * d;
      }
      sure[p] = sum < limit ? 1 : 0;
    }
    return sure;
  }

  /**
   * By the flow back: 1 where going there and back returns, {@code |f + b|^2 < 0.01 (|f|^2 + |b|^2)
   * + 0.5} with b sampled where f leads, inside of the frame.
   *
   * <p>Source of the bound: Sundaram, Brox, Keutzer, "Dense Point Trajectories by GPU-Accelerated
   * Large Displacement Optical Flow", ECCV 2010.
   *
   * @return {@code (H, W)} of 0 and 1
   * @throws ShapeException when the fields differ in size
   */
  public static float[] byReturn(FlowField flow, FlowField back) {
    if (flow.width() != back.width() || flow.height() != back.height()) {
      throw new ShapeException(
          String.format(
              "flow confidence: both fields must have one size, got %dx%d and %dx%d",
              flow.width(), flow.height(), back.width(), back.height()));
    }
    float[] sure = new float[flow.occluded().length];
    for (int p = 0; p < sure.length; p++) {
      float fx = flow.flow()[2 * p];
      float fy = flow.flow()[2 * p + 1];
      float bx = sample(back.flow(), 2, 0, flow, p);
      float by = sample(back.flow(), 2, 1, flow, p);
      float off = (fx + bx) * (fx + bx) + (fy + by) * (fy + by);
      float bound = 0.01f * (fx * fx + fy * fy + bx * bx + by * by) + 0.5f;
      sure[p] = off < bound && isInside(flow, p) ? 1 : 0;
    }
    return sure;
  }

  private static boolean isInside(FlowField flow, int p) {
    float x = p % flow.width() + flow.flow()[2 * p];
    int row = p / flow.width();
    float y = row + flow.flow()[2 * p + 1];
    return x >= 0 && y >= 0 && x <= flow.width() - 1 && y <= flow.height() - 1;
  }

  /** Channel {@code c} of an image of {@code channels} where the flow leads from pixel p. */
  private static float sample(float[] image, int channels, int c, FlowField flow, int p) {
    int w = flow.width();
    int h = flow.height();
    int row = p / w;
    float x = Math.max(0, Math.min(w - 1, p % w + flow.flow()[2 * p]));
    float y = Math.max(0, Math.min(h - 1, row + flow.flow()[2 * p + 1]));
    int x0 = (int) x;
    int y0 = (int) y;
    int x1 = Math.min(w - 1, x0 + 1);
    int y1 = Math.min(h - 1, y0 + 1);
    float tx = x - x0;
    float ty = y - y0;
    float top = (1 - tx) * at(image, channels, c, y0 * w + x0);
    top += tx * at(image, channels, c, y0 * w + x1);
    float bottom = (1 - tx) * at(image, channels, c, y1 * w + x0);
    bottom += tx * at(image, channels, c, y1 * w + x1);
    return (1 - ty) * top + ty * bottom;
  }

  private static float at(float[] image, int channels, int c, int p) {
    return image[channels * p + c];
  }
}
