package dev.v2v.data.street;

import dev.v2v.data.Dice;
import dev.v2v.data.Split;
import dev.v2v.data.labels.CityscapesClass;
import dev.v2v.data.labels.LabelMap;
import dev.v2v.data.sequence.FrameSequence;
import dev.v2v.data.sequence.SequenceFormat;
import dev.v2v.data.sequence.SequenceSource;
import dev.v2v.data.sequence.Window;
import dev.v2v.engine.InputException;
import dev.v2v.engine.ShapeException;
import dev.v2v.media.RgbFrame;
import java.util.Optional;

/**
 * Streets drawn while they are needed: no files. Flow and visibility are exact. Immutable.
 *
 * @param world where clips come from
 * @param weather of all clips; empty for each its own
 * @param split training or test streets
 * @param entries how many streets
 * @param length frames of each
 * @param width columns
 * @param height rows
 */
public record StreetSequences(
    StreetWorld world,
    Optional<Weather> weather,
    Split split,
    int entries,
    int length,
    int width,
    int height)
    implements SequenceSource {
  /**
   * Checks the numbers.
   *
   * @throws InputException when entries are not positive, or length or sides out of range
   */
  public StreetSequences {
    if (entries < 1) {
      throw new InputException("street: there must be at least one clip, got " + entries);
    }
    world.clip(0, weather, length, width, height); // checks the others
  }

  @Override
  public int length(int entry) {
    return length;
  }

  @Override
  public SequenceFormat format() {
    return format(width, height);
  }

  static SequenceFormat format(int width, int height) {
    return SequenceFormat.ofClasses(width, height, CityscapesClass.COUNT, true);
  }

  @Override
  public void read(int entry, Window window, Dice dice, FrameSequence into) {
    fill(world.clip(split.index(entry), weather, length, width, height), window, into);
  }

  /** Draws some frames of a clip. */
  static void fill(StreetClip clip, Window window, FrameSequence into) {
    SequenceFormat format = format(clip.width(), clip.height());
    if (!into.format().equals(format) || into.frames() != window.frames()) {
      throw new ShapeException(
          String.format(
              "street: the buffer must hold %d frames of %s, got %d of %s",
              window.frames(), format, into.frames(), into.format()));
    }
    RgbFrame photo = new RgbFrame(clip.width(), clip.height());
    StreetMoment before = null;
    for (int k = 0; k < window.frames(); k++) {
      StreetMoment now = clip.moment(window.frame(k));
      now.photograph(photo);
      store(now.labels(), photo, k, into);
      if (before != null) {
        into.put(k - 1, now.flowTo(before));
      }
      before = now;
    }
  }

  private static void store(LabelMap labels, RgbFrame photo, int k, FrameSequence into) {
    int pixels = labels.classes().length;
    System.arraycopy(labels.classes(), 0, into.classes(), k * pixels, pixels);
    System.arraycopy(labels.instances(), 0, into.instances(), k * pixels, pixels);
    into.put(k, photo);
  }
}
