package dev.v2v.data;

import dev.v2v.engine.InputException;
import dev.v2v.media.FrameSource;
import dev.v2v.media.RgbFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Reads chosen frames of one clip, in the format of a data set. Nothing is cached: a clip is
 * decoded from its start on every call. Single-thread.
 */
public final class ClipReader {
  private final ClipDecoder decoder;
  private final Consumer<String> warnings;

  /**
   * A reader of one clip.
   *
   * @param warnings told what decoders complain about, once for {@link #frames}
   * @throws InputException if there is no such clip
   */
  public ClipReader(Clip clip, FrameFormat format, Consumer<String> warnings) {
    this.decoder = ClipDecoder.of(clip, format);
    this.warnings = warnings;
  }

  /**
   * Counts the frames by decoding them: what containers declare is an estimate.
   *
   * @throws dev.v2v.media.MediaException if the clip cannot be decoded
   */
  public int frames() {
    try (FrameSource source = decoder.open()) {
      RgbFrame frame = source.newFrame();
      int count = 0;
      while (source.read(frame)) {
        count++;
      }
      source.warnings().forEach(warnings);
      return count;
    }
  }

  /**
   * The frames of some indices.
   *
   * @param indices ascending
   * @throws dev.v2v.media.MediaException if the clip cannot be decoded
   * @throws InputException if it ends before the last index, or its frames have another size than
   *     the format says and are not to be fitted
   */
  public List<RgbFrame> read(int... indices) {
    List<RgbFrame> chosen = new ArrayList<>();
    try (FrameSource source = decoder.open()) {
      UnaryOperator<RgbFrame> toFormat = decoder.toFormat(source.info());
      RgbFrame frame = source.newFrame();
      int at = 0;
      while (chosen.size() < indices.length && source.read(frame)) {
        if (at++ == indices[chosen.size()]) {
          chosen.add(copy(toFormat.apply(frame)));
        }
      }
    }
    if (chosen.size() < indices.length) {
      throw new InputException(
          decoder.clip().path()
              + ": must have a frame "
              + indices[chosen.size()]
              + ", got an end before it");
    }
    return chosen;
  }

  private static RgbFrame copy(RgbFrame frame) {
    RgbFrame copy = new RgbFrame(frame.width(), frame.height());
    System.arraycopy(frame.data(), 0, copy.data(), 0, copy.data().length);
    return copy;
  }
}
