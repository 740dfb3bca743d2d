package dev.v2v.data.shapes;

/** How scenes are coloured. */
public enum Colours {
  /** A hue a class: {@link PaletteSegmenter} reads labels off the picture without error. */
  BY_CLASS,
  /** Any colours that stand out from what is behind: classes can be told by shape alone. */
  ANY
}
