package dev.v2v.data;

import dev.v2v.engine.InputException;
import dev.v2v.media.Fit;
import dev.v2v.media.FrameFitter;
import dev.v2v.media.FrameSource;
import dev.v2v.media.MediaInfo;
import dev.v2v.media.RgbFloats;
import dev.v2v.media.RgbFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Decodes one clip into frames of a given format, and names the result.
 *
 * @param clip what to decode
 * @param format what the frames must become
 * @param key name of the decoded frames, unique to the clip's content and to how it is decoded
 */
record ClipDecoder(Clip clip, FrameFormat format, String key) {
  private static final Set<String> STRIPS = Set.of("png", "jpg", "jpeg", "bmp", "tif", "tiff");

  /**
   * A decoder; looks at the clip's files without reading them.
   *
   * @throws InputException if there is no such clip
   */
  static ClipDecoder of(Clip clip, FrameFormat format) {
    try {
      String identity = "frames 1 " + format.key() + "\n" + identity(clip.path());
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
      return new ClipDecoder(clip, format, HexFormat.of().formatHex(hash, 0, 16));
    } catch (IOException e) {
      throw new InputException(clip.path() + ": expected a clip, it cannot be read: " + e, e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /**
   * Decodes all frames into a file.
   *
   * @throws dev.v2v.media.MediaException if the clip cannot be decoded
   * @throws InputException if its frames have another size and are not to be fitted
   * @throws IOException if the file cannot be written
   */
  void decode(Path into, Consumer<String> warnings) throws IOException {
    try (FrameSource source = open();
        FrameFile.Writer writer = new FrameFile.Writer(into, format.width(), format.height())) {
      UnaryOperator<RgbFrame> toFormat = toFormat(source.info());
      RgbFrame frame = source.newFrame();
      while (source.read(frame)) {
        writer.add(toFormat.apply(frame));
      }
      if (writer.frames() == 0) {
        throw new InputException(clip.path() + ": must hold at least one frame, got none");
      }
      writer.finish();
      source.warnings().forEach(warnings);
    }
  }

  /** What makes a frame of the clip one of the format; reuses one frame for all results. */
  UnaryOperator<RgbFrame> toFormat(MediaInfo info) {
    int width = format.width();
    int height = format.height();
    if (info.width() == width && info.height() == height) {
      return frame -> frame;
    }
    Fit fit =
        format
            .fit()
            .orElseThrow(
                () ->
                    new InputException(
                        String.format(
                            "%s: frames must be %dx%d as the data set says, got %dx%d",
                            clip.path(), width, height, info.width(), info.height())));
    FrameFitter fitter = new FrameFitter(info.width(), info.height(), width, height, fit);
    float[] samples = new float[fitter.outputLength()];
    RgbFrame fitted = new RgbFrame(width, height);
    return frame -> {
      fitter.apply(frame, samples);
      RgbFloats.toBytes(samples, fitted);
      return fitted;
    };
  }

  /** An image is a strip of frames, by its name: as a whole it may exceed any frame's limits. */
  FrameSource open() {
    String name = clip.name().toLowerCase(Locale.ROOT);
    boolean strip =
        STRIPS.contains(name.substring(name.lastIndexOf('.') + 1))
            && !Files.isDirectory(clip.path());
    return strip
        ? FrameSource.openStrip(clip.path(), format.width(), format.height())
        : FrameSource.open(clip.path());
  }

  private static String identity(Path path) throws IOException {
    Path real = path.toRealPath();
    if (!Files.isDirectory(real)) {
      return describe(real);
    }
    try (Stream<Path> files = Files.list(real)) {
      StringBuilder all = new StringBuilder();
      List<Path> sorted = files.sorted().toList();
      for (Path file : sorted) {
        all.append(describe(file));
      }
      return all.toString();
    }
  }

  private static String describe(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return file + "\n" + attributes.size() + " " + attributes.lastModifiedTime() + "\n";
  }
}
