package dev.v2v.data;

import dev.v2v.media.RgbFrame;

/**
 * Two frames of one clip, of one size.
 *
 * @param source the frame that gives the appearance
 * @param driving the frame that gives the motion
 */
public record FramePair(RgbFrame source, RgbFrame driving) {
  /** Two black frames. */
  public static FramePair black(int width, int height) {
    return new FramePair(new RgbFrame(width, height), new RgbFrame(width, height));
  }

  /** Source and driving exchanged. */
  public FramePair swapped() {
    return new FramePair(driving, source);
  }
}
