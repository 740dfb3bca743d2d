package dev.v2v.demo;

import dev.v2v.media.RgbFloats;
import dev.v2v.media.RgbFrame;
import dev.v2v.metrics.Picture;

/** Pictures to look at, from samples. */
final class Frames {
  /** Differences are shown this many times larger. */
  static final int DIFFERENCE_GAIN = 3;

  private Frames() {}

  /** Three channels in [0, 1], clamped. */
  static RgbFrame of(Picture picture) {
    RgbFrame frame = new RgbFrame(picture.width(), picture.height());
    RgbFloats.toBytes(picture.samples(), frame);
    return frame;
  }

  /** One channel as grey. */
  static RgbFrame grey(Picture picture) {
    float[] rgb = new float[3 * picture.samples().length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = picture.samples()[i / 3];
    }
    return of(new Picture(picture.height(), picture.width(), 3, rgb));
  }

  /** White where {@code hidden} is false. */
  static RgbFrame visible(boolean[] hidden, int side) {
    RgbFrame frame = new RgbFrame(side, side);
    for (int i = 0; i < frame.data().length; i++) {
      frame.data()[i] = (byte) (hidden[i / 3] ? 0 : 255);
    }
    return frame;
  }

  /**
   * A picture along an exact backward flow, bilinear, black outside.
   *
   * @param flow {@code (H, W, 2)} in pixels: pixel p shows what is at p + flow in {@code source}
   */
  static RgbFrame warp(RgbFrame source, float[] flow) {
    RgbFrame out = new RgbFrame(source.width(), source.height());
    for (int y = 0, p = 0; y < out.height(); y++) {
      for (int x = 0; x < out.width(); x++, p++) {
        sample(source, x + (double) flow[2 * p], y + (double) flow[2 * p + 1], out.data(), 3 * p);
      }
    }
    return out;
  }

  private static void sample(RgbFrame source, double x, double y, byte[] out, int at) {
    int x0 = (int) Math.floor(x);
    int y0 = (int) Math.floor(y);
    for (int c = 0; c < 3; c++) {
      double sum = 0;
      for (int corner = 0; corner < 4; corner++) {
        int i = x0 + corner % 2;
        int j = y0 + corner / 2;
        if (i >= 0 && j >= 0 && i < source.width() && j < source.height()) {
          double weight = (1 - Math.abs(x - i)) * (1 - Math.abs(y - j));
          sum += weight * (source.data()[3 * (j * source.width() + i) + c] & 0xff);
        }
      }
      out[at + c] = (byte) Math.rint(sum);
    }
  }

  /** The absolute difference, {@value #DIFFERENCE_GAIN} times as large; black is equal. */
  static RgbFrame difference(Picture a, RgbFrame b) {
    float[] rgb = new float[b.data().length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = DIFFERENCE_GAIN * Math.abs(a.samples()[i] - (b.data()[i] & 0xff) / 255f);
    }
    return of(new Picture(b.height(), b.width(), 3, rgb));
  }
}
