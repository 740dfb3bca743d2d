package dev.v2v.preview;

/** A clip that can be wound to any frame. Thread-safe. */
interface Timeline {
  /** Number of frames, at least one. */
  long frames();

  /** Goes on from a frame. */
  void seek(long frame);
}
