package dev.v2v.vid2vid.losses;

import java.util.ArrayList;
import java.util.List;

/**
 * Which frames a temporal discriminator looks at together: pieces of video that end at the newest
 * frame and before it, at a stride that grows with the temporal scale. Source: Wang et al. 2018,
 * section 3.2, temporally multi-scale.
 */
public final class TemporalGroups {
  private TemporalGroups() {}

  /** Frames between two of a group: {@code frames^scale}. */
  public static int stride(int frames, int scale) {
    return Math.toIntExact(Math.round(Math.pow(frames, scale)));
  }

  /** Frames that must be remembered from one chunk to the next for so many scales. */
  public static int memory(int frames, int scales) {
    return scales == 0 ? 0 : stride(frames, scales - 1) * (frames - 1);
  }

  /**
   * Groups of frames, the newest group first, oldest frame of each first. None overlaps another at
   * stride 1; none reaches back before what is remembered.
   *
   * @param known frames at hand, remembered and new ones
   * @param fresh how many of them are new
   * @param frames frames of a group
   * @param scale temporal scale, 0 the finest
   */
  public static List<int[]> of(int known, int fresh, int frames, int scale) {
    int stride = stride(frames, scale);
    int span = stride * (frames - 1);
    int ends = Math.min(known - span, fresh);
    List<int[]> groups = new ArrayList<>();
    for (int back = 0; back < ends; back += frames) {
      int[] group = new int[frames];
      for (int i = 0; i < frames; i++) {
        group[i] = known - 1 - back - span + i * stride;
      }
      groups.add(group);
    }
    return groups;
  }

  /**
   * Groups of frames at fixed places of the clip, the newest first: each begins with the last frame
   * of the one before it, so a frame is looked at once, or twice where two groups meet.
   *
   * @param first which frame of the clip the first known one is
   * @param known frames at hand, remembered and new ones
   * @param fresh how many of them are new: groups end there
   * @param frames frames of a group
   * @param scale temporal scale, 0 the finest
   */
  public static List<int[]> sparse(long first, int known, int fresh, int frames, int scale) {
    int stride = stride(frames, scale);
    int span = stride * (frames - 1);
    List<int[]> groups = new ArrayList<>();
    for (int end = known - 1; end >= Math.max(span, known - fresh); end--) {
      if ((first + end) % span == 0) {
        int[] group = new int[frames];
        for (int i = 0; i < frames; i++) {
          group[i] = end - span + i * stride;
        }
        groups.add(group);
      }
    }
    return groups;
  }
}
