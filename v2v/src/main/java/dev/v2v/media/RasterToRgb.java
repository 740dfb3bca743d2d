package dev.v2v.media;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.nio.file.Path;

/**
 * Takes stored samples out of a {@link BufferedImage}.
 *
 * <p>IMPLEMENTATION NOTES: {@code BufferedImage.getRGB} is not used because it converts colour:
 * Java treats plain grey as linear light and would turn a stored 128 into 188.
 */
final class RasterToRgb {
  private RasterToRgb() {}

  static RgbFrame convert(Path file, BufferedImage image) {
    RgbFrame frame = new RgbFrame(image.getWidth(), image.getHeight());
    ColorModel model = image.getColorModel();
    if (model instanceof IndexColorModel palette) {
      fromPalette(image.getRaster(), palette, frame);
    } else {
      fromSamples(file, image.getRaster(), model, frame);
    }
    return frame;
  }

  static String describe(BufferedImage image) {
    ColorModel model = image.getColorModel();
    if (model instanceof IndexColorModel palette) {
      return "palette" + palette.getMapSize();
    }
    String color = model.getNumColorComponents() == 1 ? "gray" : "rgb";
    return color + (model.hasAlpha() ? "a" : "") + model.getComponentSize(0);
  }

  private static void fromPalette(Raster raster, IndexColorModel palette, RgbFrame frame) {
    int[] colors = new int[palette.getMapSize()];
    palette.getRGBs(colors);
    int[] row = new int[frame.width()];
    byte[] out = frame.data();
    int o = 0;
    for (int y = 0; y < frame.height(); y++) {
      raster.getSamples(0, y, frame.width(), 1, 0, row);
      for (int index : row) {
        int argb = index < colors.length ? colors[index] : 0;
        out[o++] = (byte) (argb >> 16);
        out[o++] = (byte) (argb >> 8);
        out[o++] = (byte) argb;
      }
    }
  }

  private static void fromSamples(Path file, Raster raster, ColorModel model, RgbFrame frame) {
    int space = model.getColorSpace().getType();
    boolean integral =
        raster.getTransferType() != DataBuffer.TYPE_FLOAT
            && raster.getTransferType() != DataBuffer.TYPE_DOUBLE;
    if (!integral || (space != ColorSpace.TYPE_RGB && space != ColorSpace.TYPE_GRAY)) {
      throw new MediaException(
          file, "expected grey or RGB integer samples; the image has " + model.getColorSpace());
    }
    int bands = raster.getNumBands();
    int second = space == ColorSpace.TYPE_RGB ? 1 : 0;
    int third = space == ColorSpace.TYPE_RGB ? 2 : 0;
    int max0 = max(model, 0);
    int max1 = max(model, second);
    int max2 = max(model, third);
    int[] row = new int[frame.width() * bands];
    byte[] out = frame.data();
    int o = 0;
    for (int y = 0; y < frame.height(); y++) {
      raster.getPixels(0, y, frame.width(), 1, row);
      for (int i = 0; i < row.length; i += bands) {
        out[o++] = toByte(row[i], max0);
        out[o++] = toByte(row[i + second], max1);
        out[o++] = toByte(row[i + third], max2);
      }
    }
  }

  private static int max(ColorModel model, int band) {
    return (int) ((1L << Math.min(31, model.getComponentSize(band))) - 1);
  }

  /** Full scale to full scale, to the nearest: 16 bits divide by 257, 1 bit becomes 0 or 255. */
  private static byte toByte(int sample, int max) {
    return max == 255 ? (byte) sample : (byte) ((sample * 255L + max / 2) / max);
  }
}
