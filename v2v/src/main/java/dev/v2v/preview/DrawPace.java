package dev.v2v.preview;

/**
 * Says when there may be another picture, so that drawing takes no more than a share of the time:
 * OpenGL in software runs on the cores that the model runs on. Single-thread.
 */
final class DrawPace {
  private final double share;
  private long due;

  /**
   * Paces drawing.
   *
   * @param share of the time that drawing may take, in (0, 1]
   * @param now in nanoseconds, as all times here; the first picture is due then
   */
  DrawPace(double share, long now) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("pace: share must be in (0, 1], got " + share);
    }
    this.share = share;
    due = now;
  }

  /** A picture was drawn: the rest that it takes to pay for it begins. */
  void drawn(long began, long ended) {
    due = ended + Math.round((ended - began) * (1 / share - 1));
  }

  boolean isDue(long now) {
    return now - due >= 0;
  }

  /** Seconds until the next picture is due, 0 if it is. */
  double secondsUntilDue(long now) {
    return Math.max(0, due - now) / 1e9;
  }
}
