package dev.v2v.data;

import dev.v2v.engine.InputException;
import dev.v2v.media.Fit;
import java.util.Locale;
import java.util.Optional;

/**
 * What frames of a data set look like when they reach the network.
 *
 * @param width columns
 * @param height rows
 * @param fit how clips of another size are brought to this one; empty if there must be none, as in
 *     data sets prepared for the First Order Motion Model
 */
public record FrameFormat(int width, int height, Optional<Fit> fit) {
  public FrameFormat {
    if (width < 1 || height < 1) {
      throw new InputException("frames: sides must be positive, got " + width + "x" + height);
    }
  }

  /** Frames that come in this size. */
  public static FrameFormat exactly(int width, int height) {
    return new FrameFormat(width, height, Optional.empty());
  }

  /** Frames brought to this size. */
  public static FrameFormat fitted(int width, int height, Fit fit) {
    return new FrameFormat(width, height, Optional.of(fit));
  }

  /** Names the cached result of decoding to this format. */
  String key() {
    String how = fit.map(f -> " " + f.name().toLowerCase(Locale.ROOT)).orElse("");
    return width + "x" + height + how;
  }
}
