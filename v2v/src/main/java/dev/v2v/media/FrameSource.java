package dev.v2v.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A sequence of equally sized RGB frames, read once from front to back. Single-thread; {@link
 * #ahead} moves the decoding to a thread of its own.
 *
 * <pre>{@code
 * try (FrameSource source = FrameSource.open(path)) {
 *   RgbFrame frame = source.newFrame();
 *   while (source.read(frame)) { ... }
 *   source.warnings().forEach(...);
 * }
 * }</pre>
 *
 * <p>Frames come in presentation order. Time is not resampled: a source of variable rate delivers
 * the frames it has and states its average rate. Pixels are not resampled either: non-square pixels
 * stay as stored. Grey becomes RGB and alpha is dropped, not composited. Limited-range and BT.601
 * or BT.709 video is converted as tagged; without tags, as players do, 1280 columns or more than
 * 576 rows mean BT.709. A rotation noted in the file is applied.
 */
public interface FrameSource extends AutoCloseable {
  /**
   * Opens a video, a GIF, a still image or a folder of images. Content decides, not the name: a PNG
   * called {@code clip.mp4} is read as an image. In a folder, files named as images are taken in
   * natural order ({@code 2.png} before {@code 10.png}) and must have one size.
   *
   * @throws MediaException when there is no such file, no decodable frame in it, or it asks for
   *     more than {@value Limits#MAX_SIDE} pixels a side or {@value Limits#MAX_PIXELS} in all
   */
  static FrameSource open(Path path) {
    if (Files.isDirectory(path)) {
      return FolderSource.open(path);
    }
    Optional<ImageFormat> image = checkFile(path, "a video, GIF, image or folder of images");
    return image.isPresent() ? ImageSource.open(path, image.get()) : VideoSource.open(path);
  }

  /**
   * Opens a still image that holds frames side by side, left to right, then row by row.
   *
   * @param frameWidth columns of one frame; the image's width must be a multiple
   * @param frameHeight rows of one frame; the image's height must be a multiple
   * @throws MediaException as {@link #open}, and when the image does not divide into such frames
   */
  static FrameSource openStrip(Path path, int frameWidth, int frameHeight) {
    Optional<ImageFormat> image = checkFile(path, "an image holding frames side by side");
    if (image.isEmpty()) {
      throw new MediaException(
          path, "expected an image holding frames side by side; it is no PNG, JPEG, BMP or TIFF");
    }
    return ImageSource.openStrip(path, image.get(), frameWidth, frameHeight);
  }

  /**
   * Opens a camera, such as {@code /dev/video0}. Reading waits for its next frame.
   *
   * @throws MediaException when it cannot be opened, or gives no frame
   */
  static FrameSource openCamera(Path device) {
    return VideoSource.openCamera(device);
  }

  /** What is known before reading. */
  MediaInfo info();

  /**
   * Decodes the next frame into a buffer of {@link MediaInfo#width} x {@link MediaInfo#height}.
   *
   * @return false at the end, with {@code into} untouched
   * @throws MediaException when no further frame can be had although the source has not ended
   * @throws IllegalArgumentException when {@code into} has another size
   */
  boolean read(RgbFrame into);

  /** Names of the files that the frames come from, in order; empty for a video. */
  default List<String> names() {
    return List.of();
  }

  /** What went wrong without stopping the reading, so far: at most one entry a cause. */
  List<String> warnings();

  /** Frees decoder and file. Idempotent. */
  @Override
  void close();

  /** A black frame of this source's size. */
  default RgbFrame newFrame() {
    return new RgbFrame(info().width(), info().height());
  }

  /**
   * Decodes on a background thread, up to {@code depth} frames ahead. The result owns this source:
   * use and close only the result.
   *
   * @throws IllegalArgumentException when {@code depth} is not positive
   */
  default FrameSource ahead(int depth) {
    return new DecodeAhead(this, depth);
  }

  private static Optional<ImageFormat> checkFile(Path path, String expected) {
    try {
      if (!Files.exists(path)) {
        throw new MediaException(path, "expected " + expected + "; there is no such file");
      }
      // A named pipe or device would block for ever.
      if (!Files.isRegularFile(path)) {
        throw new MediaException(path, "expected " + expected + "; it is not a regular file");
      }
      if (Files.size(path) == 0) {
        throw new MediaException(path, "expected " + expected + "; the file is empty");
      }
      return ImageFormat.of(path);
    } catch (IOException e) {
      throw new MediaException(
          path, "expected " + expected + "; it cannot be read: " + e.getMessage(), e);
    }
  }
}
