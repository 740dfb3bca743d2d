package dev.v2v.data.augment;

import dev.v2v.media.RgbFrame;

/**
 * Colour changes in place on 8-bit RGB, to the bit as Pillow's {@code ImageEnhance} and
 * torchvision's {@code adjust_hue} make them.
 *
 * <p>IMPLEMENTATION NOTES: brightness, contrast and saturation blend the image with a degenerate
 * version of it, {@code d + factor (v - d)} in float32, cut towards zero and clamped. The factor is
 * a float32 too: that is what Pillow's C code receives.
 */
final class ColorAdjust {
  // BT.601 luma in 16-bit fixed point, rounded.
  private static final int RED = 19595;
  private static final int GREEN = 38470;
  private static final int BLUE = 7471;
  private static final int HALF = 0x8000;

  private ColorAdjust() {}

  /** Blends with black: factor 0 gives black, 1 the same, more brightens. */
  static void brightness(RgbFrame frame, float factor) {
    byte[] data = frame.data();
    for (int i = 0; i < data.length; i++) {
      data[i] = blend(0, data[i] & 0xff, factor);
    }
  }

  /** Blends with the rounded mean of the grey version. */
  static void contrast(RgbFrame frame, float factor) {
    byte[] data = frame.data();
    long sum = 0;
    for (int i = 0; i < data.length; i += 3) {
      sum += grey(data, i);
    }
    int mean = (int) (3.0 * sum / data.length + 0.5);
    for (int i = 0; i < data.length; i++) {
      data[i] = blend(mean, data[i] & 0xff, factor);
    }
  }

  /** Blends with the grey version. */
  static void saturation(RgbFrame frame, float factor) {
    byte[] data = frame.data();
    for (int i = 0; i < data.length; i += 3) {
      int grey = grey(data, i);
      for (int c = i; c < i + 3; c++) {
        data[c] = blend(grey, data[c] & 0xff, factor);
      }
    }
  }

  /** Adds {@code (int) (shift * 255)} to the 8-bit hue, modulo 256. */
  static void hue(RgbFrame frame, double shift) {
    byte[] data = frame.data();
    int add = (int) (shift * 255);
    for (int i = 0; i < data.length; i += 3) {
      int hsv = Hsv.ofRgb(data[i] & 0xff, data[i + 1] & 0xff, data[i + 2] & 0xff);
      int rgb = Hsv.toRgb(((hsv >> 16) + add) & 0xff, (hsv >> 8) & 0xff, hsv & 0xff);
      data[i] = (byte) (rgb >> 16);
      data[i + 1] = (byte) (rgb >> 8);
      data[i + 2] = (byte) rgb;
    }
  }

  private static int grey(byte[] data, int i) {
    return (RED * (data[i] & 0xff)
            + GREEN * (data[i + 1] & 0xff)
            + BLUE * (data[i + 2] & 0xff)
            + HALF)
        >> 16;
  }

  private static byte blend(int degenerate, int value, float factor) {
    float blended = degenerate + factor * (value - degenerate);
    return (byte) (int) Math.max(0, Math.min(255, blended));
  }
}
