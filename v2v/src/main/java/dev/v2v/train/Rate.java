package dev.v2v.train;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How fast steps go by at present, over a window of the last ones. Single-thread. */
public final class Rate {
  private static final int WINDOW = 64;

  private final LongSupplier nanoTime;
  private final int samplesPerStep;
  private final long[] times = new long[WINDOW + 1];
  private long ticks;

  /** A rate of steps of so many samples. */
  public Rate(int samplesPerStep) {
    this(samplesPerStep, System::nanoTime);
  }

  Rate(int samplesPerStep, LongSupplier nanoTime) {
    this.samplesPerStep = samplesPerStep;
    this.nanoTime = nanoTime;
    times[0] = nanoTime.getAsLong();
  }

  /** Counts one step. */
  public void tick() {
    ticks++;
    times[(int) (ticks % times.length)] = nanoTime.getAsLong();
  }

  /** Seconds a step takes; NaN before the first. */
  public double secondsPerStep() {
    long back = Math.min(ticks, WINDOW);
    long last = times[(int) (ticks % times.length)];
    long first = times[(int) ((ticks - back) % times.length)];
    return (last - first) * 1e-9 / back;
  }

  /** Samples a second; NaN before the first step. */
  public double samplesPerSecond() {
    return samplesPerStep / secondsPerStep();
  }

  /** Time that so many steps will take, as {@code h:mm:ss}; {@code ?} before the first step. */
  public String timeFor(long steps) {
    if (ticks == 0) {
      return "?";
    }
    Duration left = Duration.ofMillis(Math.round(1000 * secondsPerStep() * steps));
    return String.format(
        "%d:%02d:%02d", left.toHours(), left.toMinutesPart(), left.toSecondsPart());
  }
}
