package dev.v2v.data;

import dev.v2v.engine.ShapeException;

/**
 * How the pixels of one frame lie in another, known exactly. Not thread-safe while written.
 *
 * @param width columns
 * @param height rows
 * @param flow {@code (H, W, 2)}, x then y in pixels: what is at p here is at p + flow there
 * @param occluded {@code (H, W)}, whether that point is hidden or outside of the frame there
 */
@SuppressWarnings("ArrayRecordComponent") // A bundle of buffers; identity is intended.
public record FlowField(int width, int height, float[] flow, boolean[] occluded) {
  /**
   * Wraps buffers.
   *
   * @throws ShapeException when a length does not fit the size
   */
  public FlowField {
    long pixels = (long) width * height;
    if (width < 1 || height < 1 || flow.length != 2 * pixels || occluded.length != pixels) {
      throw new ShapeException(
          String.format(
              "flow field: flow must be (H, W, 2) and occluded (H, W) for %dx%d, got %d and %d"
                  + " values",
              width, height, flow.length, occluded.length));
    }
  }

  /** A field to be filled, without motion. */
  public FlowField(int width, int height) {
    this(width, height, new float[2 * width * height], new boolean[width * height]);
  }
}
