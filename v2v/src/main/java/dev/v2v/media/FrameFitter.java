package dev.v2v.media;

import java.util.Arrays;

/**
 * Brings byte frames of one size to a model's size and to floats in [0, 1]. Weights are computed
 * once and scratch is reused, so a call allocates nothing. Single-thread.
 *
 * <p><b>Shapes</b> bytes {@code (H, W, 3)} -> floats {@code (Ho, Wo, 3)}. <b>Maths</b> along each
 * axis that shrinks a Gaussian of sigma = (in / out - 1) / 2, cut at int(4 sigma + .5); then
 * bilinear at (o + .5) in / out - .5; both with mirrored borders, edge sample not repeated.
 * <b>Edges</b> the result is a weighted mean of the input, so clipping to the input's range can
 * only undo rounding. Equal sizes give exactly byte / 255. <b>Reference</b> the resize of the First
 * Order Motion Model's demo; agreement with float64 is better than 1e-6.
 */
public final class FrameFitter {
  private record Box(int x, int y, int width, int height) {}

  private final int inWidth;
  private final int inHeight;
  private final int outWidth;
  private final int outHeight;
  private final Box from;
  private final Box to;
  private final AxisWeights across;
  private final AxisWeights down;
  private final float[][] rows; // input rows as floats: row y is at y mod length
  private final float[] mixed; // one row of the result before it is resampled across

  /**
   * Prepares for one pair of sizes.
   *
   * @throws IllegalArgumentException when a side is not positive
   */
  public FrameFitter(int inWidth, int inHeight, int outWidth, int outHeight, Fit fit) {
    if (inWidth < 1 || inHeight < 1 || outWidth < 1 || outHeight < 1) {
      throw new IllegalArgumentException(
          String.format(
              "fit: sides must be positive, got %dx%d to %dx%d",
              inWidth, inHeight, outWidth, outHeight));
    }
    this.inWidth = inWidth;
    this.inHeight = inHeight;
    this.outWidth = outWidth;
    this.outHeight = outHeight;
    Box wholeIn = new Box(0, 0, inWidth, inHeight);
    Box wholeOut = new Box(0, 0, outWidth, outHeight);
    from = fit == Fit.CROP ? largestInside(wholeIn, wholeOut) : wholeIn;
    to = fit == Fit.PAD ? largestInside(wholeOut, wholeIn) : wholeOut;
    across = AxisWeights.of(from.width, to.width);
    down = AxisWeights.of(from.height, to.height);
    rows = new float[down.maxTaps()][3 * from.width];
    mixed = new float[3 * from.width];
  }

  /** Floats that {@link #apply} writes: {@code outHeight * outWidth * 3}. */
  public int outputLength() {
    return 3 * outWidth * outHeight;
  }

  /**
   * Resamples a frame.
   *
   * @param into receives {@code (outHeight, outWidth, 3)} in [0, 1]
   * @throws IllegalArgumentException when the frame or {@code into} has another size than promised
   */
  public void apply(RgbFrame frame, float[] into) {
    frame.requireSize("fit", inWidth, inHeight);
    RgbFloats.requireLength("fit", into, outputLength());
    if (to.width != outWidth || to.height != outHeight) {
      Arrays.fill(into, 0);
    }
    int converted = 0;
    for (int y = 0; y < to.height; y++) {
      int first = down.start[y];
      float[] weights = down.weights[y];
      // Windows only move forward, so each input row is converted once.
      for (converted = Math.max(converted, first);
          converted < first + weights.length;
          converted++) {
        int offset = 3 * ((from.y + converted) * inWidth + from.x);
        RgbFloats.convert(frame.data(), offset, rows[converted % rows.length], 0, mixed.length);
      }
      mixRows(first, weights);
      resampleAcross(into, 3 * ((to.y + y) * outWidth + to.x));
    }
  }

  private void mixRows(int first, float[] weights) {
    Arrays.fill(mixed, 0);
    for (int k = 0; k < weights.length; k++) {
      addScaled(mixed, weights[k], rows[(first + k) % rows.length]);
    }
  }

  private static void addScaled(float[] sum, float weight, float[] row) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += weight * row[i];
    }
  }

  private void resampleAcross(float[] into, int offset) {
    int o = offset;
    for (int x = 0; x < to.width; x++) {
      float[] weights = across.weights[x];
      int i = 3 * across.start[x];
      float r = 0;
      float g = 0;
      float b = 0;
      for (float weight : weights) {
        r += weight * mixed[i++];
        g += weight * mixed[i++];
        b += weight * mixed[i++];
      }
      into[o++] = Math.min(r, 1); // sums of weights may round above 1, never below 0
      into[o++] = Math.min(g, 1);
      into[o++] = Math.min(b, 1);
    }
  }

  /** The largest centred part of {@code outer} that has the aspect ratio of {@code shape}. */
  private static Box largestInside(Box outer, Box shape) {
    long byWidth = Math.round((double) outer.width * shape.height / shape.width);
    if (byWidth <= outer.height) {
      int height = (int) Math.max(1, byWidth);
      return new Box(0, (outer.height - height) / 2, outer.width, height);
    }
    long byHeight = Math.round((double) outer.height * shape.width / shape.height);
    int width = (int) Math.max(1, Math.min(outer.width, byHeight));
    return new Box((outer.width - width) / 2, 0, width, outer.height);
  }
}
