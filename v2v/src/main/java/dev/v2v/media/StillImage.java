package dev.v2v.media;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;

/**
 * One decoded still image, upright.
 *
 * @param rgb the pixels, in the size that {@code read} was allowed to return
 * @param format file format, lower case
 * @param pixelFormat how the file stores pixels
 * @param warnings what the decoder complained about, such as a JPEG that ends early
 */
record StillImage(RgbFrame rgb, String format, String pixelFormat, List<String> warnings) {
  /** Width and height as shown. */
  record Size(int width, int height) {}

  /** Reads the header only. */
  static Size size(Path file, ImageFormat format) {
    return withReader(
        file,
        format,
        (reader, orientation) -> {
          int w = reader.getWidth(0);
          int h = reader.getHeight(0);
          Limits.checkFrame(file, w, h);
          return new Size(orientation.width(w, h), orientation.height(w, h));
        });
  }

  /**
   * Decodes an image as one frame. Grey becomes RGB, alpha is dropped and not composited, colour
   * profiles are ignored: samples come as stored, as training pipelines read them.
   */
  static StillImage read(Path file, ImageFormat format) {
    return read(file, format, false);
  }

  /** As {@link #read}, but a strip of frames may be wider or taller than any one frame. */
  static StillImage readStrip(Path file, ImageFormat format) {
    return read(file, format, true);
  }

  private static StillImage read(Path file, ImageFormat format, boolean strip) {
    return withReader(
        file,
        format,
        (reader, orientation) -> {
          int w = reader.getWidth(0);
          int h = reader.getHeight(0);
          if (strip) {
            Limits.checkPixels(file, w, h);
          } else {
            Limits.checkFrame(file, w, h);
          }
          List<String> warnings = new ArrayList<>();
          reader.addIIOReadWarningListener(
              (source, warning) -> {
                if (warnings.isEmpty()) {
                  warnings.add(file + ": the image may be incomplete: " + warning);
                }
              });
          BufferedImage image = reader.read(0);
          RgbFrame stored = RasterToRgb.convert(file, image);
          RgbFrame shown = stored;
          if (!orientation.equals(Orientation.UPRIGHT)) {
            shown = new RgbFrame(orientation.width(w, h), orientation.height(w, h));
            orientation.apply(stored, shown);
          }
          String name = format.name().toLowerCase(Locale.ROOT);
          return new StillImage(shown, name, RasterToRgb.describe(image), List.copyOf(warnings));
        });
  }

  private interface Reading<T> {
    T apply(ImageReader reader, Orientation orientation) throws IOException;
  }

  // ImageIO's readers answer damaged files with almost any RuntimeException: each means
  // "unreadable".
  @SuppressWarnings("CatchingUnchecked")
  private static <T> T withReader(Path file, ImageFormat format, Reading<T> body) {
    ImageReader reader = ImageIO.getImageReadersByFormatName(format.name()).next();
    try (FileImageInputStream input = new FileImageInputStream(file.toFile())) {
      Orientation orientation =
          format == ImageFormat.JPEG ? Exif.orientation(file) : Orientation.UPRIGHT;
      reader.setInput(input, true, true);
      return body.apply(reader, orientation);
    } catch (MediaException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new MediaException(
          file, "expected a complete " + format + " image; decoding failed: " + reason(e), e);
    } catch (OutOfMemoryError e) {
      // One image of a plausible size did not fit; nothing else was going on to be left half done.
      throw new MediaException(
          file,
          "expected an image that fits the Java heap; raise -Xmx (" + e.getMessage() + ")",
          e);
    } finally {
      reader.dispose();
    }
  }

  private static String reason(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }
}
