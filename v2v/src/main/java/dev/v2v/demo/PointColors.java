package dev.v2v.demo;

import dev.v2v.media.RgbFrame;

/** Colours that tell key points apart, the same in every pane and on the page. */
public final class PointColors {
  /** Spread over hue and lightness; after ten they begin again. */
  private static final int[] COLORS = {
    0xff5a4f, 0x3fa7ff, 0xffc933, 0x2fd07a, 0xc77dff, 0xff8fc7, 0x29d3e0, 0xff9838, 0xa6d854,
    0xe8e8e8,
  };

  private static final int BACKGROUND = 0x30343a;

  private PointColors() {}

  /** {@code 0xRRGGBB} of key point {@code k}. */
  public static int of(int k) {
    return COLORS[k % COLORS.length];
  }

  /** A map of motions in the colours of their key points; 0, the background, is dark. */
  static RgbFrame paint(int[] owners, int side) {
    RgbFrame frame = new RgbFrame(side, side);
    for (int p = 0; p < owners.length; p++) {
      int rgb = owners[p] == 0 ? BACKGROUND : of(owners[p] - 1);
      frame.data()[3 * p] = (byte) (rgb >> 16);
      frame.data()[3 * p + 1] = (byte) (rgb >> 8);
      frame.data()[3 * p + 2] = (byte) rgb;
    }
    return frame;
  }
}
