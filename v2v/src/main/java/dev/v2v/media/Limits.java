package dev.v2v.media;

import java.nio.file.Path;

/** Bounds on what a file may ask for, so that a few hostile bytes cannot claim all memory. */
final class Limits {
  static final int MAX_SIDE = 16_384;

  /** 16384 x 8192: a 100 megapixel photograph and 8K video pass, a decompression bomb does not. */
  static final long MAX_PIXELS = 1L << 27;

  private Limits() {}

  static void checkFrame(Path file, long width, long height) {
    if (width < 1 || height < 1) {
      throw new MediaException(
          file, "expected frames of at least 1x1; the file says " + width + "x" + height);
    }
    if (width > MAX_SIDE || height > MAX_SIDE) {
      throw new MediaException(
          file,
          "expected at most " + MAX_SIDE + " pixels a side; the file says " + width + "x" + height);
    }
    checkPixels(file, width, height);
  }

  static void checkPixels(Path file, long width, long height) {
    if (width < 1 || height < 1 || width > MAX_PIXELS / height) {
      throw new MediaException(
          file, "expected 1 to " + MAX_PIXELS + " pixels; the file says " + width + "x" + height);
    }
  }
}
