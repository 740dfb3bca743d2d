package dev.v2v.media;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What is known of a source before its frames are read. Immutable.
 *
 * @param kind what sort of source
 * @param width columns of a delivered frame, after rotation
 * @param height rows of a delivered frame, after rotation
 * @param frameRate average frames per second; empty for images, which have no time
 * @param frames number of frames; for a video what its container declares or, failing that,
 *     duration times rate, so an estimate. Empty when unknown
 * @param seconds duration; empty when unknown
 * @param container container or file format, as FFmpeg or ImageIO name it
 * @param codec video codec or image format
 * @param pixelFormat how the file stores pixels, such as {@code yuv420p}
 * @param color matrix and range used to reach RGB, with {@code (assumed)} where the file is silent;
 *     {@code rgb} when none is needed
 * @param audioCodec codec of the first sound track; empty without sound
 */
public record MediaInfo(
    Kind kind,
    int width,
    int height,
    Optional<Rational> frameRate,
    OptionalLong frames,
    OptionalDouble seconds,
    String container,
    String codec,
    String pixelFormat,
    String color,
    Optional<String> audioCodec) {

  /** The sort of a source. */
  public enum Kind {
    /** A video or an animated image such as GIF. */
    VIDEO,
    /** One still image. */
    IMAGE,
    /** A folder of still images. */
    FOLDER,
    /** One still image that holds frames side by side. */
    STRIP
  }

  public boolean hasAudio() {
    return audioCodec.isPresent();
  }

  /** Description of one or several still images. */
  static MediaInfo ofImages(Kind kind, int width, int height, long frames, StillImage image) {
    return new MediaInfo(
        kind,
        width,
        height,
        Optional.empty(),
        OptionalLong.of(frames),
        OptionalDouble.empty(),
        image.format(),
        image.format(),
        image.pixelFormat(),
        "rgb",
        Optional.empty());
  }
}
