package dev.v2v.data.sequence;

import dev.v2v.engine.InputException;

/**
 * What the sequences of a source hold; all of them the same. Immutable.
 *
 * @param width columns of every frame
 * @param height rows of every frame
 * @param classes class ids are 0 .. classes - 1; 0 where pictures stand in for label maps
 * @param pictures channels of such a picture, of edges or a pose for instance; 0 for label maps
 * @param instances whether objects of a class are told apart
 * @param photos whether there are photographs
 * @param flow whether the motion between frames is known
 */
public record SequenceFormat(
    int width,
    int height,
    int classes,
    int pictures,
    boolean instances,
    boolean photos,
    boolean flow) {
  /**
   * Checks the numbers.
   *
   * @throws InputException unless sides are positive, and there are classes, 1 .. 256, or else
   *     channels
   */
  public SequenceFormat {
    if (width < 1 || height < 1 || classes < 0 || classes > 256) {
      throw new InputException(
          String.format(
              "sequences: sides must be positive and classes 1..256, got %dx%d and %d",
              width, height, classes));
    }
    if (pictures < 0 || (classes == 0) == (pictures == 0)) {
      throw new InputException(
          String.format(
              "sequences: there must be either classes or channels of pictures, got %d and %d",
              classes, pictures));
    }
  }

  /** Label maps, with everything else or nothing. */
  public static SequenceFormat ofClasses(int width, int height, int classes, boolean complete) {
    return new SequenceFormat(width, height, classes, 0, complete, complete, complete);
  }

  int pixels() {
    return width * height;
  }
}
