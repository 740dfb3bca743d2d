package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.Tensor;

/**
 * The pixels of a batch of images as one thread reads them while sampling: the image at hand is on
 * the heap as a whole where it is small enough, since each pixel is read about four times, or else
 * one pixel of it. Not thread-safe.
 */
final class PixelSource {
  /** Values of an image that is loaded as a whole: 16 MiB. */
  private static final long MOST_VALUES = 1 << 22;

  private final Rows x;
  private final int channels;
  private final int imageValues;
  private final boolean whole;
  private final float[] data;
  private int loaded = -1;

  /** How {@code threads} threads share the pixels of a warp: in chunks, loading images or not. */
  record Plan(long chunk, boolean whole) {
    static Plan of(SamplePoints points, Tensor images, int threads, int grain) {
      int channels = Math.max(1, images.dim(3));
      long perImage = points.pixelsPerImage();
      long share = (points.pixels() + threads - 1) / threads;
      boolean small = (long) images.dim(1) * images.dim(2) * channels <= MOST_VALUES;
      boolean pays = share * 4 >= perImage; // four taps a pixel
      return small && pays
          ? new Plan(Math.max(1, Math.min(share, perImage)), true)
          : new Plan(Math.max(1, grain / channels), false);
    }
  }

  PixelSource(Plan plan, Tensor images, Scratch scratch, int slot) {
    x = Rows.of(images);
    channels = images.dim(3);
    whole = plan.whole();
    imageValues = whole ? images.dim(1) * images.dim(2) * channels : 0;
    data = scratch.floats(slot, whole ? imageValues : channels);
  }

  /** The array that {@link #locate} points into. */
  float[] data() {
    return data;
  }

  /** Where in {@link #data} the channels lie whose first one has this flat index. */
  int locate(int cell) {
    if (!whole) {
      x.get(cell, data, channels);
      return 0;
    }
    int image = cell / imageValues;
    if (image != loaded) {
      x.get((long) image * imageValues, data, imageValues);
      loaded = image;
    }
    return cell - image * imageValues;
  }
}
