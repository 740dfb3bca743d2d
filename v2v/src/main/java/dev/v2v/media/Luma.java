package dev.v2v.media;

/** Brightness of colours, by the weights of ITU-R BT.601. */
public final class Luma {
  private Luma() {}

  /** The brightness of a colour, in the units of its channels. */
  public static float of(float red, float green, float blue) {
    return 0.299f * red + 0.587f * green + 0.114f * blue;
  }

  /** The brightness in [0, 1] of the pixel whose red is at {@code at}. */
  public static float of(byte[] rgb, int at) {
    return of(rgb[at] & 0xff, rgb[at + 1] & 0xff, rgb[at + 2] & 0xff) / 255;
  }
}
