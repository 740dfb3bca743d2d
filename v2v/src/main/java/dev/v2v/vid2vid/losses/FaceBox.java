package dev.v2v.vid2vid.losses;

import static dev.v2v.engine.op.shape.Slice.slice;

import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import java.util.Optional;

/**
 * A square part of all frames of a batch, around the faces in them.
 *
 * @param top first row
 * @param left first column
 * @param side rows and columns
 */
public record FaceBox(int top, int left, int side) {
  /** How a face is told in pose maps in [-1, 1]. */
  public enum Marking {
    /** DensePose's parts 23 and 24 in channel 2, which holds I / 12 - 1. */
    DENSE_POSE {
      @Override
      boolean marks(float[] v, int i) {
        return v[i + 2] > 0.9f;
      }
    },
    /** The neck's colour in drawings of OpenPose, (153, 0, 51). */
    OPEN_POSE {
      @Override
      boolean marks(float[] v, int i) {
        return v[i] > 0.19f
            && v[i] < 0.21f
            && v[i + 1] < -0.99f
            && v[i + 2] > -0.61f
            && v[i + 2] < -0.59f;
      }
    };

    abstract boolean marks(float[] v, int i);
  }

  /** The side that the authors crop at a frame size of {@code fineSize}: a quarter, in eights. */
  public static int sideFor(int fineSize) {
    return fineSize / 32 * 8;
  }

  /**
   * The box around the middle of all marked pixels of all frames, inside the frame; empty if none
   * is marked.
   *
   * @param labels encoded pose maps, {@code (N, H, W, C)} with C at least 3, float32
   * @throws ShapeException if the box does not fit into the frame
   */
  public static Optional<FaceBox> find(Tensor labels, Marking marking, int side) {
    int h = labels.dim(1);
    int w = labels.dim(2);
    int channels = labels.dim(3);
    if (channels < 3 || side < 1 || side > Math.min(h, w)) {
      throw new ShapeException(
          "face: a box of "
              + side
              + " must fit into pose maps (N, H, W, C), got "
              + labels.shape());
    }
    float[] values = labels.toFloats();
    int top = h;
    int bottom = -1;
    int left = w;
    int right = -1;
    for (int p = 0; p < values.length / channels; p++) {
      if (marking.marks(values, p * channels)) {
        int y = p / w % h;
        int x = p % w;
        top = Math.min(top, y);
        bottom = Math.max(bottom, y);
        left = Math.min(left, x);
        right = Math.max(right, x);
      }
    }
    if (bottom < 0) {
      return Optional.empty();
    }
    return Optional.of(
        new FaceBox(
            Math.max(0, Math.min(h - side, (top + bottom) / 2 - side / 2)),
            Math.max(0, Math.min(w - side, (left + right) / 2 - side / 2)),
            side));
  }

  /** This part of {@code (N, H, W, C)}. */
  Tensor crop(Tensor x) {
    return slice(slice(x, 1, top, top + side), 2, left, left + side);
  }
}
