package dev.v2v.vid2vid.training;

/**
 * How many frames training looks at, which grows with the epochs: first the model learns to paint
 * and to follow for a moment, then to go on for long without drifting. Source: the authors'
 * program, for one device.
 *
 * @param seen label maps that the generator sees at once ({@code n_frames_G})
 * @param total frames generated of a clip in the first epochs ({@code n_frames_total})
 * @param maxChunk frames of one step of the optimisers at most ({@code max_frames_per_gpu})
 * @param maxRecurrent frames that gradients go back through at most ({@code
 *     max_frames_backpropagate})
 * @param every epochs until the numbers double ({@code niter_step})
 */
public record FrameGrowth(int seen, int total, int maxChunk, int maxRecurrent, int every) {
  /** No clip is longer, whatever the epoch. */
  private static final int LONGEST = 128;

  /**
   * What an epoch's clips are like.
   *
   * @param lead frames before the first generated one
   * @param generated frames that are generated, a multiple of {@code chunk}
   * @param chunk of them in one step of the optimisers
   * @param recurrent frames after which the images before lose their history
   */
  public record Extent(int lead, int generated, int chunk, int recurrent) {
    /** Frames to load. */
    public int frames() {
      return lead + generated;
    }
  }

  /**
   * The clips of an epoch.
   *
   * @param epoch counted from 0
   * @param length frames of the shortest sequence; of {@link #seen} or more
   */
  public Extent at(long epoch, int length) {
    int lead = seen - 1;
    int most = Math.min(LONGEST, length) - lead;
    int frames = Math.min(total, most);
    int chunk = Math.min(maxChunk, total);
    int recurrent = 1;
    for (long r = 1; r <= epoch / every; r++) {
      if (frames < most) {
        frames = (int) Math.min(most, total * doubled(r));
      }
      if (recurrent < chunk) {
        int b = (int) Math.min(maxRecurrent, doubled(r));
        recurrent = chunk / ceilDiv(chunk, b);
      }
      chunk = Math.min(maxChunk, 2 * chunk);
    }
    int fitting = Math.min(frames, chunk);
    return new Extent(lead, fitting * (frames / fitting), fitting, recurrent);
  }

  private static long doubled(long times) {
    return 1L << Math.min(times, 16); // beyond all bounds anyway
  }

  private static int ceilDiv(int a, int b) {
    return (a + b - 1) / b;
  }
}
