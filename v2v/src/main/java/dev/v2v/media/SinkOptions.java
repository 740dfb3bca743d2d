package dev.v2v.media;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a {@link FrameSink} is told beforehand. Immutable.
 *
 * @param width columns of every frame; even for MP4
 * @param height rows of every frame; even for MP4
 * @param frameRate frames per second; ignored for PNG
 * @param quantizer H.264 quantiser from 1 (best, largest) to 51; ignored elsewhere
 * @param audioFrom a clip whose sound is copied beside the frames, from its first picture on;
 *     ignored, with a warning, where the format carries none
 */
public record SinkOptions(
    int width, int height, Rational frameRate, int quantizer, Optional<Path> audioFrom) {
  /** Hard to tell from the source. */
  public static final int DEFAULT_QUANTIZER = 20;

  /**
   * Checks ranges.
   *
   * @throws IllegalArgumentException when a side is not 1 to {@value Limits#MAX_SIDE} or the
   *     quantiser is not 1 to 51
   */
  public SinkOptions {
    boolean sized = width > 0 && height > 0;
    if (!sized || width > Limits.MAX_SIDE || height > Limits.MAX_SIDE) {
      throw new IllegalArgumentException(
          "sink: sides must be 1 to " + Limits.MAX_SIDE + ", got " + width + "x" + height);
    }
    if (quantizer < 1 || quantizer > 51) {
      throw new IllegalArgumentException("sink: the quantiser must be 1 to 51, got " + quantizer);
    }
  }

  /** Silent, at the default quantiser. */
  public static SinkOptions of(int width, int height, Rational frameRate) {
    return new SinkOptions(width, height, frameRate, DEFAULT_QUANTIZER, Optional.empty());
  }

  public SinkOptions withQuantizer(int value) {
    return new SinkOptions(width, height, frameRate, value, audioFrom);
  }

  public SinkOptions withAudioFrom(Path clip) {
    return new SinkOptions(width, height, frameRate, quantizer, Optional.of(clip));
  }
}
