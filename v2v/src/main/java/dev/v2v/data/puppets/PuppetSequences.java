package dev.v2v.data.puppets;

import dev.v2v.data.Dice;
import dev.v2v.data.FlowField;
import dev.v2v.data.Split;
import dev.v2v.data.pose.PoseDrawing;
import dev.v2v.data.sequence.FrameSequence;
import dev.v2v.data.sequence.LabelEncoding;
import dev.v2v.data.sequence.SequenceFormat;
import dev.v2v.data.sequence.SequenceSource;
import dev.v2v.data.sequence.Window;
import dev.v2v.engine.InputException;
import dev.v2v.engine.ShapeException;
import dev.v2v.media.RgbFrame;
import java.util.List;

/**
 * Puppets with what stands in for their label maps, drawn while they are needed: of dancers their
 * poses as vid2vid draws them, three channels; of talking faces the outlines of their parts, one.
 * Flow and visibility are exact. Immutable.
 *
 * @param world where clips come from
 * @param kind dancers or faces
 * @param split training or test puppets
 * @param endless whether every reading is of another puppet; else entry i is always the same
 * @param entries how many clips there are, or count as an epoch
 * @param length frames of each
 * @param size side of the square frames
 */
public record PuppetSequences(
    PuppetWorld world, Kind kind, Split split, boolean endless, int entries, int length, int size)
    implements SequenceSource {
  private static final int OUTLINE = 1;
  private static final int COLORS = 3;

  /**
   * Checks the numbers.
   *
   * @throws InputException when entries are not positive, or length or size out of range
   */
  public PuppetSequences {
    if (entries < 1) {
      throw new InputException("puppets: there must be at least one clip, got " + entries);
    }
    world.clip(kind, 0, length, size); // checks the others
  }

  @Override
  public int length(int entry) {
    return length;
  }

  @Override
  public SequenceFormat format() {
    int channels = kind == Kind.FIGURE ? COLORS : OUTLINE;
    return new SequenceFormat(size, size, 0, channels, false, true, true);
  }

  @Override
  public boolean mirrors() {
    return kind != Kind.FIGURE;
  }

  @Override
  public void read(int entry, Window window, Dice dice, FrameSequence into) {
    if (!into.format().equals(format()) || into.frames() != window.frames()) {
      throw new ShapeException(
          String.format(
              "puppets: the buffer must hold %d frames of %s, got %d of %s",
              window.frames(), format(), into.frames(), into.format()));
    }
    long index = split.index(endless ? dice.below(Split.RANGE) : entry);
    PuppetClip clip = world.clip(kind, index, length, size);
    RgbFrame photo = new RgbFrame(size, size);
    for (int k = 0; k < window.frames(); k++) {
      int t = window.frame(k);
      clip.draw(t, photo);
      into.put(k, photo);
      GroundTruth.Field motion = clip.field(t, k > 0 ? window.frame(k - 1) : t);
      if (k > 0) {
        into.put(k - 1, new FlowField(size, size, motion.flow(), motion.occluded()));
      }
      if (kind == Kind.FIGURE) {
        List<KeyPoint> points = clip.keyPoints(t);
        into.putPicture(
            k,
            PoseDrawing.COMPLETE.draw(
                List.of(PuppetPose.of(points, size)), size, size, dice.fork("pose")));
      } else {
        outline(motion.parts(), k, into);
      }
    }
  }

  /** White where parts of a puppet border on another. */
  private void outline(byte[] parts, int k, FrameSequence into) {
    int[] ids = new int[parts.length];
    for (int p = 0; p < ids.length; p++) {
      ids[p] = parts[p];
    }
    float[] edges = new float[ids.length];
    LabelEncoding.markEdges(ids, 0, size, size, edges, 0, 1);
    for (int p = 0; p < edges.length; p++) {
      into.pictures()[k * edges.length + p] = 2 * edges[p] - 1;
    }
  }
}
