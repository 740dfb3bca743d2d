package dev.v2v.media;

/** How a frame of one shape comes to another shape. */
public enum Fit {
  /**
   * Stretches to the new shape; the aspect ratio is not kept. The First Order Motion Model's way.
   */
  RESIZE,
  /** Cuts the centre to the new aspect ratio, then resizes. */
  CROP,
  /** Resizes to fit inside, centred, with black beside. */
  PAD
}
