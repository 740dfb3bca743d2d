package dev.v2v.fomm.evaluation;

import dev.v2v.engine.InputException;
import java.util.stream.IntStream;

/**
 * Which frames of a clip drive.
 *
 * @param perClip at most so many, evenly spread and the last one among them
 */
public record FrameChoice(int perClip) {
  /** Every frame. */
  public static final FrameChoice ALL = new FrameChoice(Integer.MAX_VALUE);

  public FrameChoice {
    if (perClip < 1) {
      throw new InputException("evaluation: frames per clip must be at least 1, got " + perClip);
    }
  }

  /** Indices in {@code first .. frames - 1}, ascending; not empty if that range is not. */
  int[] in(int first, int frames) {
    int candidates = frames - first;
    int n = Math.min(perClip, candidates);
    return IntStream.rangeClosed(1, n)
        .map(j -> first - 1 + (int) ((long) j * candidates / n))
        .toArray();
  }
}
