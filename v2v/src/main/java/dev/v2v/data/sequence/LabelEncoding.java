package dev.v2v.data.sequence;

import dev.v2v.engine.InputException;
import dev.v2v.engine.ShapeException;
import java.util.Arrays;

/**
 * Label maps as a network's input: one channel a class that is 1 where the class is, and, with
 * edges, one more that is 1 where an object borders on another.
 *
 * <p><b>Shapes</b> {@code (T, H, W)} -> {@code (H, W, n * channels)}: the channels of the first of
 * n frames, then of the second, and so on. <b>Edges</b> a pixel is on an edge if the instance to
 * its left, right, above or below differs, so both sides of a border are marked; the frame's own
 * border is none. <b>Reference</b> Wang et al., "Video-to-Video Synthesis", 2018, and its public
 * settings for streets: 35 classes, edges, 3 frames: 108 channels. Immutable.
 *
 * @param classes channels without the edge
 * @param edges whether there is an edge channel
 */
public record LabelEncoding(int classes, boolean edges) {
  /** Channels of one frame. */
  public int channels() {
    return classes + (edges ? 1 : 0);
  }

  /**
   * Encodes some frames of a sequence.
   *
   * @param first the oldest
   * @param count how many
   * @param into receives {@code (H, W, count * channels)}
   * @throws ShapeException when the frames are not in the sequence, it has no label maps, or no
   *     instances though edges are asked for, or {@code into} has another length
   * @throws InputException when a class is not below {@link #classes}
   */
  public void encode(FrameSequence sequence, int first, int count, float[] into) {
    SequenceFormat format = sequence.format();
    int pixels = format.pixels();
    int stride = count * channels();
    boolean fits =
        format.classes() > 0 && first >= 0 && count >= 1 && first + count <= sequence.frames();
    if (!fits || into.length != (long) pixels * stride || (edges && !format.instances())) {
      throw new ShapeException(
          String.format(
              "label encoding: frames %d..%d of %d as %d x %d x %d values%s, got %d values of %s",
              first,
              first + count - 1,
              sequence.frames(),
              format.height(),
              format.width(),
              stride,
              edges ? " with edges of instances" : "",
              into.length,
              format));
    }
    Arrays.fill(into, 0);
    for (int k = 0; k < count; k++) {
      int frame = (first + k) * pixels;
      for (int p = 0; p < pixels; p++) {
        int id = sequence.classes()[frame + p] & 0xff;
        if (id >= classes) {
          throw unknown(id, p % format.width(), p / format.width(), first + k);
        }
        into[p * stride + k * channels() + id] = 1;
      }
      if (edges) {
        int channel = k * channels() + classes;
        markEdges(
            sequence.instances(), frame, format.width(), format.height(), into, channel, stride);
      }
    }
  }

  private InputException unknown(int id, int x, int y, int frame) {
    return new InputException(
        String.format(
            "label encoding: classes must be 0..%d, got %d at column %d, row %d of frame %d",
            classes - 1, id, x, y, frame));
  }

  /**
   * Sets one channel to 1 on both sides of every border between instances; the rest of it stays.
   *
   * @param ids instances, of which those from {@code frame} on are looked at, {@code w * h} of them
   * @param channel where the channel of the first pixel is in {@code into}
   * @param stride from one pixel's to the next one's
   */
  public static void markEdges(
      int[] ids, int frame, int w, int h, float[] into, int channel, int stride) {
    for (int y = 0, p = 0; y < h; y++) {
      for (int x = 0; x < w; x++, p++) {
        int id = ids[frame + p];
        if (x + 1 < w && ids[frame + p + 1] != id) {
          into[p * stride + channel] = 1;
          into[(p + 1) * stride + channel] = 1;
        }
        if (y + 1 < h && ids[frame + p + w] != id) {
          into[p * stride + channel] = 1;
          into[(p + w) * stride + channel] = 1;
        }
      }
    }
  }
}
