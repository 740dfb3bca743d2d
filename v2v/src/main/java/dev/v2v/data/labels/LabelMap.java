package dev.v2v.data.labels;

import dev.v2v.engine.ShapeException;

/**
 * Which class and which object each pixel of a frame shows. Buffers are shared, not copied; not
 * thread-safe while written.
 *
 * @param width columns
 * @param height rows
 * @param classes {@code (H, W)}, class ids as unsigned bytes
 * @param instances {@code (H, W)}, equal where pixels show the same object; by the convention of
 *     Cityscapes {@code class * 1000 + k} for things that are counted, else the class
 */
@SuppressWarnings("ArrayRecordComponent") // A bundle of buffers; identity is intended.
public record LabelMap(int width, int height, byte[] classes, int[] instances) {
  /**
   * Wraps buffers.
   *
   * @throws ShapeException when a length does not fit the size
   */
  public LabelMap {
    long pixels = (long) width * height;
    if (width < 1 || height < 1 || classes.length != pixels || instances.length != pixels) {
      throw new ShapeException(
          String.format(
              "label map: classes and instances must be (H, W) for %dx%d, got %d and %d values",
              width, height, classes.length, instances.length));
    }
  }

  /** A map to be filled. */
  public LabelMap(int width, int height) {
    this(width, height, new byte[width * height], new int[width * height]);
  }

  /** The class of pixel {@code p}. */
  public int classAt(int p) {
    return classes[p] & 0xff;
  }

  /** The classes as an image of ids. */
  public IdImage classImage() {
    int[] ids = new int[classes.length];
    for (int p = 0; p < ids.length; p++) {
      ids[p] = classAt(p);
    }
    return new IdImage(width, height, ids);
  }

  /** The instances as an image of ids; the buffer is shared. */
  public IdImage instanceImage() {
    return new IdImage(width, height, instances);
  }
}
