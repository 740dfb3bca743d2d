package dev.v2v.fomm.evaluation;

import dev.v2v.data.Clip;
import dev.v2v.data.ClipCut;
import dev.v2v.data.ClipReader;
import dev.v2v.data.FrameFormat;
import dev.v2v.data.HoldOut;
import dev.v2v.engine.InputException;
import dev.v2v.media.RgbFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Clips from files to evaluate on; what they should become under another's motion nobody knows. The
 * first frame of a clip, or of a piece of one, is the source. Single-thread.
 */
public final class FileClips implements TestClips {
  private final String title;
  private final List<Piece> pieces = new ArrayList<>();
  private final FrameFormat format;
  private final ClipCut cut;
  private final HoldOut holdOut;
  private final FrameChoice choice;
  private final Consumer<String> warnings;

  private record Piece(Clip clip, int index) {}

  /**
   * Clips of one format. Their frames are counted here if they are to be cut, else as they are
   * read.
   *
   * @param title what these clips are
   * @param clips at least one
   * @param holdOut unless it is nothing, only frames that are held out drive
   * @param choice which of the frames drive
   * @param warnings told what decoders complain about
   */
  public FileClips(
      String title,
      List<Clip> clips,
      FrameFormat format,
      ClipCut cut,
      HoldOut holdOut,
      FrameChoice choice,
      Consumer<String> warnings) {
    if (clips.isEmpty()) {
      throw new InputException(title + ": must have at least one clip, got none");
    }
    this.title = title;
    this.format = format;
    this.cut = cut;
    this.holdOut = holdOut;
    this.choice = choice;
    this.warnings = warnings;
    for (Clip clip : clips) {
      int count = cut.equals(ClipCut.NONE) ? 1 : cut.pieces(reader(clip).frames());
      for (int i = 0; i < count; i++) {
        pieces.add(new Piece(clip, i));
      }
    }
  }

  private ClipReader reader(Clip clip) {
    return new ClipReader(clip, format, warnings);
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public int count() {
    return pieces.size();
  }

  @Override
  public TestClip read(int index) {
    Piece piece = pieces.get(index);
    ClipReader reader = reader(piece.clip());
    int all = reader.frames();
    int source = cut.start(piece.index(), all);
    int end = cut.start(piece.index() + 1, all);
    int first = source + firstDriving(end - source);
    if (first >= end) {
      throw new InputException(
          piece.clip().path()
              + ": a clip to evaluate on must have a source and frames to drive it, got "
              + (end - source)
              + (holdOut.equals(HoldOut.NOTHING) ? "" : ", none of them held out"));
    }
    int[] driving = choice.in(first, end);
    int[] wanted = new int[driving.length + 1];
    wanted[0] = source;
    System.arraycopy(driving, 0, wanted, 1, driving.length);
    List<RgbFrame> read = reader.read(wanted);
    return new TestClip(
        piece.clip().name(),
        read.get(0),
        Arrays.stream(driving).boxed().toList(),
        read.subList(1, read.size()),
        List.of(),
        List.of());
  }

  private int firstDriving(int frames) {
    return holdOut.equals(HoldOut.NOTHING) ? 1 : holdOut.shown(frames);
  }
}
