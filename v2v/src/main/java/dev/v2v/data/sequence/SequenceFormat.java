package dev.v2v.data.sequence;

import dev.v2v.engine.InputException;

/**
 * What the sequences of a source hold; all of them the same. Immutable.
 *
 * @param width columns of every frame
 * @param height rows of every frame
 * @param classes class ids are 0 .. classes - 1
 * @param instances whether objects of a class are told apart
 * @param photos whether there are photographs
 * @param flow whether the motion between frames is known
 */
public record SequenceFormat(
    int width, int height, int classes, boolean instances, boolean photos, boolean flow) {
  /**
   * Checks the numbers.
   *
   * @throws InputException unless sides are positive and classes 1 .. 256
   */
  public SequenceFormat {
    if (width < 1 || height < 1 || classes < 1 || classes > 256) {
      throw new InputException(
          String.format(
              "sequences: sides must be positive and classes 1..256, got %dx%d and %d",
              width, height, classes));
    }
  }

  int pixels() {
    return width * height;
  }
}
