package dev.v2v.data.sequence;

import dev.v2v.data.Dice;

/**
 * Sequences that are read once as a whole and then kept in memory, for sources that leave nothing
 * to chance. Windows whose frames are no neighbours are read anew: their flow is another.
 * Thread-safe.
 */
public final class RememberedSequences extends SequenceFilter {
  private final FrameSequence[] read;

  /** Keeps what {@code source} reads. */
  public RememberedSequences(SequenceSource source) {
    super(source);
    this.read = new FrameSequence[source.entries()];
  }

  /** What it takes to keep all sequences of a source. */
  public static long bytes(SequenceSource source) {
    SequenceFormat f = source.format();
    long values = f.pictures();
    values += (f.instances() ? 1 : 0) + (f.photos() ? 3 : 0) + (f.flow() ? 3 : 0);
    long perPixel = Float.BYTES * values + (f.classes() > 0 ? 1 : 0);
    long frames = 0;
    for (int i = 0; i < source.entries(); i++) {
      frames += source.length(i);
    }
    return frames * f.pixels() * perPixel;
  }

  @Override
  public void read(int entry, Window window, Dice dice, FrameSequence into) {
    boolean fits = into.format().equals(format()) && into.frames() == window.frames();
    if (!fits || window.step() != 1 || window.start() + window.frames() > length(entry)) {
      super.read(entry, window, dice, into); // which knows what to say if it cannot be
      return;
    }
    FrameSequence all = whole(entry);
    int pixels = format().pixels();
    int first = window.start() * pixels;
    System.arraycopy(
        all.classes(), at(all.classes().length, first), into.classes(), 0, into.classes().length);
    System.arraycopy(
        all.pictures(), first * format().pictures(), into.pictures(), 0, into.pictures().length);
    System.arraycopy(
        all.instances(),
        at(all.instances().length, first),
        into.instances(),
        0,
        into.instances().length);
    System.arraycopy(
        all.photos(), at(all.photos().length, 3 * first), into.photos(), 0, into.photos().length);
    System.arraycopy(
        all.flow(), at(all.flow().length, 2 * first), into.flow(), 0, into.flow().length);
    System.arraycopy(
        all.confidence(),
        at(all.confidence().length, first),
        into.confidence(),
        0,
        into.confidence().length);
  }

  /** Where a window begins in an array, which is of length 0 if the source does not fill it. */
  private static int at(int length, int place) {
    return Math.min(length, place);
  }

  private FrameSequence whole(int entry) {
    synchronized (read) {
      if (read[entry] == null) {
        FrameSequence all = new FrameSequence(length(entry), format());
        super.read(entry, new Window(0, 1, length(entry)), Dice.of(0), all);
        read[entry] = all;
      }
      return read[entry];
    }
  }
}
