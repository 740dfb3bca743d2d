package dev.v2v.media;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Writes RGB frames to a file or folder. Nothing appears under the target's name before {@link
 * #finish} has succeeded: an abort, by exception or by Ctrl-C, leaves what was there before. Meant
 * for one thread, though any may close.
 *
 * <pre>{@code
 * try (FrameSink sink = FrameSink.create(path, SinkOptions.of(256, 256, Rational.of(25)))) {
 *   while (...) sink.write(frame);
 *   sink.finish();
 * }
 * }</pre>
 */
public interface FrameSink extends AutoCloseable {
  /**
   * Begins to write. The name decides the form:
   *
   * <ul>
   *   <li>{@code .mp4}: H.264 in 4:2:0, tagged BT.709 limited range; odd sizes are refused because
   *       4:2:0 has none. Sound is copied, not encoded anew.
   *   <li>{@code .gif}: a palette of 256 colours for each frame. Above 50 frames per second, the
   *       most that viewers play, frames are left out and the speed is kept.
   *   <li>{@code .png}: one image. With a number pattern, {@code frame-%05d.png}, one image a
   *       frame, counted from 0.
   *   <li>no extension: a new or empty folder of {@code 00000.png} and so on.
   * </ul>
   *
   * <p>An existing file is replaced.
   *
   * @throws MediaException when the name has another extension, its folder does not exist or cannot
   *     be written, the form cannot hold this size, or the sound's clip cannot be opened
   */
  static FrameSink create(Path target, SinkOptions options) {
    Path name = target.getFileName();
    if (name == null) {
      throw new MediaException(target, "expected the name of a file or folder to write");
    }
    String lower = name.toString().toLowerCase(Locale.ROOT);
    int dot = lower.lastIndexOf('.');
    String extension = dot <= 0 ? "" : lower.substring(dot + 1);
    if (extension.isEmpty() || Files.isDirectory(target)) {
      return GuardedSink.open(target, options, PngSink::folder);
    }
    return switch (extension) {
      case "mp4" -> GuardedSink.open(target, options, Mp4Sink::new);
      case "gif" -> GuardedSink.open(target, options, GifSink::new);
      case "png" -> GuardedSink.open(target, options, PngSink::named);
      default ->
          throw new MediaException(
              target,
              "expected .mp4, .gif, .png or a folder to write; the extension is ." + extension);
    };
  }

  /**
   * Appends a frame. The buffer may be reused at once.
   *
   * @throws MediaException when encoding or writing fails
   * @throws IllegalArgumentException when the frame has another size than the options
   * @throws IllegalStateException after a failure, {@link #finish} or {@link #close}
   */
  void write(RgbFrame frame);

  /**
   * Completes the output and gives it its name, in one step where the file system can.
   *
   * @throws MediaException when writing fails or there was no frame
   * @throws IllegalStateException after a failure, {@link #finish} or {@link #close}
   */
  void finish();

  /** What was done differently from what was asked, such as sound left out. */
  List<String> warnings();

  /** Frees everything; without {@link #finish} also discards what was written. Idempotent. */
  @Override
  void close();
}
