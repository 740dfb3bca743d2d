package dev.v2v.preview;

/** Means over the last frames, brought up to date a few times a second. Single-thread. */
final class Meter {
  private static final long PERIOD_NANOS = 300_000_000;

  private final double[] sums;
  private final double[] milliseconds;
  private int samples;
  private long began;
  private long firstMade;
  private double rate;
  private double shown;

  Meter(int stages) {
    sums = new double[stages];
    milliseconds = new double[stages];
  }

  /** Adds a frame that is shown; {@code made} counts the results so far. */
  void add(long[] nanos, long made) {
    long now = System.nanoTime();
    for (int i = 0; i < sums.length; i++) {
      sums[i] += nanos[i] / 1e6;
    }
    samples++;
    if (began == 0) {
      began = now;
      firstMade = made;
      publish();
    } else if (now - began >= PERIOD_NANOS) {
      rate = (made - firstMade) * 1e9 / (now - began);
      shown = samples * 1e9 / (now - began);
      began = now;
      firstMade = made;
      publish();
    }
  }

  private void publish() {
    for (int i = 0; i < sums.length; i++) {
      milliseconds[i] = sums[i] / samples;
      sums[i] = 0;
    }
    samples = 0;
  }

  double milliseconds(int stage) {
    return milliseconds[stage];
  }

  /** Results a second. */
  double rate() {
    return rate;
  }

  /** How many of them were shown. */
  double shown() {
    return shown;
  }
}
