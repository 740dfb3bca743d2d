package dev.v2v.train;

import dev.v2v.media.RgbFrame;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Pictures as PNG. */
public final class Png {
  private Png() {}

  /** A PNG file in memory. */
  public static byte[] encode(RgbFrame frame) {
    int w = frame.width();
    BufferedImage image = new BufferedImage(w, frame.height(), BufferedImage.TYPE_INT_RGB);
    int[] row = new int[w];
    for (int y = 0; y < frame.height(); y++) {
      for (int x = 0; x < w; x++) {
        int at = 3 * (y * w + x);
        row[x] =
            ((frame.data()[at] & 0xff) << 16)
                | ((frame.data()[at + 1] & 0xff) << 8)
                | (frame.data()[at + 2] & 0xff);
      }
      image.setRGB(0, y, w, 1, row, 0, w);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, "png", out)) {
        throw new AssertionError("every Java platform writes PNG");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("png: encoding failed", e);
    }
    return out.toByteArray();
  }

  /** Writes a PNG file. */
  public static void write(RgbFrame frame, Path file) {
    try {
      Files.write(file, encode(frame));
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": the picture cannot be written", e);
    }
  }
}
