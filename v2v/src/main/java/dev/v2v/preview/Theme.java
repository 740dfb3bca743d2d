package dev.v2v.preview;

/** Colours of the window, {@code 0xAARRGGBB}. */
final class Theme {
  static final int BACKGROUND = 0xff14161a;
  static final int PANEL = 0xff1d2127;
  static final int EMPTY = 0xff262b33;
  static final int TEXT = 0xffe4e7ec;
  static final int DIM = 0xff949ca8;
  static final int ACCENT = 0xff58b6ff;
  static final int RECORDING = 0xffff5a4f;
  static final int SHADE = 0xe6101216;
  static final int OUTLINE = 0xff101216;

  /** Of stages and curves, told apart by hue and lightness. */
  private static final int[] SERIES = {
    0xff6d7a8c,
    0xffa3b1c2,
    0xffffc933,
    0xff2fd07a,
    0xff3fa7ff,
    0xffc77dff,
    0xffff9838,
    0xffff8fc7,
    0xff29d3e0,
    0xffa6d854,
  };

  private Theme() {}

  static int series(int i) {
    return SERIES[i % SERIES.length];
  }
}
