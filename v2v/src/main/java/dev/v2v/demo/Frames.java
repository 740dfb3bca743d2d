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

  /** The absolute difference, {@value #DIFFERENCE_GAIN} times as large; black is equal. */
  static RgbFrame difference(Picture a, RgbFrame b) {
    float[] rgb = new float[b.data().length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = DIFFERENCE_GAIN * Math.abs(a.samples()[i] - (b.data()[i] & 0xff) / 255f);
    }
    return of(new Picture(b.height(), b.width(), 3, rgb));
  }
}
