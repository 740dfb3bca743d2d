package dev.v2v.data.labels;

import dev.v2v.engine.InputException;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * An image whose values are ids, not brightness: one channel of 8, 16 or 32 bits, or the indices
 * into a palette, exactly as stored. The array is shared, not copied.
 *
 * @param width columns
 * @param height rows
 * @param ids {@code (H, W)}
 */
@SuppressWarnings("ArrayRecordComponent") // A view of a buffer; identity is intended.
public record IdImage(int width, int height, int[] ids) {
  /**
   * Reads a PNG, BMP or TIFF image.
   *
   * @throws InputException when it cannot be read, or is not one channel of whole numbers
   */
  // ImageIO's readers answer damaged files with almost any RuntimeException: each means
  // "unreadable".
  @SuppressWarnings("CatchingUnchecked")
  public static IdImage read(Path file) {
    BufferedImage image;
    try {
      image = ImageIO.read(file.toFile());
    } catch (IOException | RuntimeException e) {
      throw new InputException(
          file + ": expected a complete image of ids; decoding failed: " + e.getMessage(), e);
    }
    if (image == null) {
      throw new InputException(file + ": expected a PNG, BMP or TIFF image of ids; it is none");
    }
    Raster raster = image.getRaster();
    int type = raster.getTransferType();
    boolean whole = type != DataBuffer.TYPE_FLOAT && type != DataBuffer.TYPE_DOUBLE;
    if (raster.getNumBands() != 1 || !whole) {
      throw new InputException(
          String.format(
              "%s: an image of ids must have one channel of whole numbers, got %d of %s",
              file, raster.getNumBands(), whole ? "them" : "floating point"));
    }
    int w = raster.getWidth();
    int h = raster.getHeight();
    return new IdImage(
        w, h, raster.getSamples(raster.getMinX(), raster.getMinY(), w, h, 0, (int[]) null));
  }

  /** The same in another size: each pixel takes the one its centre falls on. */
  public IdImage resized(int toWidth, int toHeight) {
    if (toWidth == width && toHeight == height) {
      return this;
    }
    int[] result = new int[toWidth * toHeight];
    for (int y = 0, p = 0; y < toHeight; y++) {
      int row = (int) ((2L * y + 1) * height / (2L * toHeight));
      for (int x = 0; x < toWidth; x++, p++) {
        result[p] = ids[row * width + (int) ((2L * x + 1) * width / (2L * toWidth))];
      }
    }
    return new IdImage(toWidth, toHeight, result);
  }

  /** The part that begins at {@code (left, top)}. */
  public IdImage cropped(int left, int top, int toWidth, int toHeight) {
    int[] result = new int[toWidth * toHeight];
    for (int y = 0; y < toHeight; y++) {
      System.arraycopy(ids, (top + y) * width + left, result, y * toWidth, toWidth);
    }
    return new IdImage(toWidth, toHeight, result);
  }
}
