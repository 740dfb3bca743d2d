package dev.v2v.media;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** PNG images: one, a numbered series, or a folder of them. */
@SuppressWarnings("OrphanedFormatString") // messages show a file name pattern
final class PngSink implements FrameSink {
  private enum Form {
    IMAGE,
    SERIES,
    FOLDER
  }

  /** A name with its number in the middle. */
  private record Numbering(String before, int digits, String after) {
    String name(long index) {
      String number = Long.toString(index);
      return before + "0".repeat(Math.max(0, digits - number.length())) + number + after;
    }
  }

  private static final Pattern NUMBERED = Pattern.compile("([^%]*)%0([1-9])d([^%]*)");

  private static final ColorModel RGB =
      new ComponentColorModel(
          ColorSpace.getInstance(ColorSpace.CS_sRGB),
          false,
          false,
          ColorModel.OPAQUE,
          DataBuffer.TYPE_BYTE);

  private final Path target;
  private final Form form;
  private final Numbering numbering;
  private final SinkOptions options;
  private final Staging staging;
  private long frames;

  private PngSink(Path target, Form form, Numbering numbering, SinkOptions options) {
    this.target = target;
    this.form = form;
    this.numbering = numbering;
    this.options = options;
    this.staging = form == Form.IMAGE ? Staging.file(target) : Staging.folder(target);
  }

  static FrameSink folder(Path target, SinkOptions options) {
    if (Files.exists(target) && !isEmptyFolder(target)) {
      throw new MediaException(target, "expected a new or an empty folder; it holds files");
    }
    return new PngSink(target, Form.FOLDER, new Numbering("", 5, ".png"), options);
  }

  static FrameSink named(Path target, SinkOptions options) {
    String name = target.getFileName().toString();
    if (!name.contains("%")) {
      return new PngSink(target, Form.IMAGE, new Numbering(name, 0, ""), options);
    }
    Matcher pattern = NUMBERED.matcher(name);
    if (!pattern.matches()) {
      throw new MediaException(
          target, "expected one number of fixed width in the name, as in frame-%05d.png");
    }
    int digits = Integer.parseInt(pattern.group(2));
    Numbering numbering = new Numbering(pattern.group(1), digits, pattern.group(3));
    return new PngSink(target, Form.SERIES, numbering, options);
  }

  @Override
  public void write(RgbFrame frame) {
    if (form == Form.IMAGE && frames == 1) {
      throw new MediaException(
          target, "expected one frame for one image; for more name a pattern like frame-%05d.png");
    }
    Path file =
        form == Form.IMAGE ? staging.path() : staging.path().resolve(numbering.name(frames));
    try {
      if (!ImageIO.write(wrap(frame), "png", file.toFile())) {
        throw new MediaException(target, "this Java runtime has no PNG writer");
      }
    } catch (IOException e) {
      throw new MediaException(target, "frame " + frames + " cannot be written: " + e, e);
    }
    frames++;
  }

  @Override
  public void finish() {
    if (form == Form.SERIES) {
      staging.commitContents();
    } else {
      staging.commit();
    }
  }

  @Override
  public List<String> warnings() {
    return options
        .audioFrom()
        .map(
            clip ->
                List.of(target + ": PNG images carry no sound; that of " + clip + " is left out"))
        .orElse(List.of());
  }

  @Override
  public void close() {
    staging.close();
  }

  /** A view of the frame's own bytes: no copy, no swap of red and blue. */
  private static BufferedImage wrap(RgbFrame frame) {
    int w = frame.width();
    int[] offsets = {0, 1, 2};
    DataBufferByte bytes = new DataBufferByte(frame.data(), frame.data().length);
    WritableRaster raster =
        Raster.createInterleavedRaster(bytes, w, frame.height(), 3 * w, 3, offsets, null);
    return new BufferedImage(RGB, raster, false, null);
  }

  private static boolean isEmptyFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new MediaException(folder, "expected a folder for PNG images; it is a file");
    }
    try (Stream<Path> entries = Files.list(folder)) {
      Optional<Path> any = entries.findAny();
      return any.isEmpty();
    } catch (IOException e) {
      throw new MediaException(folder, "cannot be listed: " + e, e);
    }
  }
}
