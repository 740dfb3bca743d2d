package dev.v2v.vid2vid.styles;

import dev.v2v.engine.ShapeException;

/**
 * What has one style: the pixels of one class that bear one instance number.
 *
 * @param classId the class
 * @param instance the number of the instance; for all things of a class together, 0
 */
public record Thing(int classId, int instance) {
  /** One number for both, as {@link dev.v2v.vid2vid.networks.Regions} takes it. */
  long code() {
    return ((long) classId << Integer.SIZE) | (instance & 0xffffffffL);
  }

  static Thing of(long code) {
    return new Thing((int) (code >> Integer.SIZE), (int) code);
  }

  /**
   * The things that pixels belong to.
   *
   * @param instances their instances, {@code null} to take all of a class together
   * @throws ShapeException if there is not an instance for each pixel
   */
  public static long[] codes(int[] classes, int[] instances) {
    if (instances != null && instances.length != classes.length) {
      throw new ShapeException(
          "styles: needs an instance for each of "
              + classes.length
              + " pixels, got "
              + instances.length);
    }
    long[] codes = new long[classes.length];
    for (int p = 0; p < codes.length; p++) {
      codes[p] = new Thing(classes[p], instances == null ? 0 : instances[p]).code();
    }
    return codes;
  }
}
