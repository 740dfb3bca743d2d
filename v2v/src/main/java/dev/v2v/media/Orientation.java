package dev.v2v.media;

/**
 * One of the eight ways to lay a stored picture on a screen. Immutable.
 *
 * <p>The shown pixel (x, y) is the stored pixel (u, v) with (u, v) = {@code transpose} ? (y, x) :
 * (x, y), then u counted from the right when {@code flipX} and v from the bottom when {@code
 * flipY}.
 */
record Orientation(boolean transpose, boolean flipX, boolean flipY) {
  static final Orientation UPRIGHT = new Orientation(false, false, false);

  /** EXIF tag 0x0112 holds 1 to 8; anything else counts as upright. */
  static Orientation ofExif(int tag) {
    return switch (tag) {
      case 2 -> new Orientation(false, true, false);
      case 3 -> new Orientation(false, true, true);
      case 4 -> new Orientation(false, false, true);
      case 5 -> new Orientation(true, false, false);
      case 6 -> new Orientation(true, false, true);
      case 7 -> new Orientation(true, true, true);
      case 8 -> new Orientation(true, true, false);
      default -> UPRIGHT;
    };
  }

  /**
   * The linear part of a container's display matrix: shown x = a u + c v, shown y = b u + d v, up
   * to a shift. Angles other than quarter turns count as upright.
   */
  static Orientation ofMatrix(int a, int b, int c, int d) {
    if (b == 0 && c == 0 && a != 0 && d != 0) {
      return new Orientation(false, a < 0, d < 0);
    }
    if (a == 0 && d == 0 && b != 0 && c != 0) {
      return new Orientation(true, b < 0, c < 0);
    }
    return UPRIGHT;
  }

  int width(int storedWidth, int storedHeight) {
    return transpose ? storedHeight : storedWidth;
  }

  int height(int storedWidth, int storedHeight) {
    return transpose ? storedWidth : storedHeight;
  }

  /** Writes {@code stored} as it is shown; {@code shown} has the turned size and its own buffer. */
  void apply(RgbFrame stored, RgbFrame shown) {
    int w = stored.width();
    int h = stored.height();
    shown.requireSize("orientation", width(w, h), height(w, h));
    // Moving along a shown row steps through the stored bytes by a constant.
    int stepU = flipX ? -3 : 3;
    int stepV = (flipY ? -3 : 3) * w;
    int start = (flipX ? 3 * (w - 1) : 0) + (flipY ? 3 * w * (h - 1) : 0);
    int alongX = transpose ? stepV : stepU;
    int alongY = transpose ? stepU : stepV;
    byte[] in = stored.data();
    byte[] out = shown.data();
    int o = 0;
    for (int y = 0; y < shown.height(); y++) {
      int i = start + y * alongY;
      for (int x = 0; x < shown.width(); x++, i += alongX) {
        out[o++] = in[i];
        out[o++] = in[i + 1];
        out[o++] = in[i + 2];
      }
    }
  }
}
