package dev.v2v.train;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** How fast steps go by at present, over a window of the last ones. Single-thread. */
public final class Rate {
  private static final int WINDOW = 64;

  private final LongSupplier nanoTime;
  private final int samplesPerStep;
  private final long[] times = new long[WINDOW + 1];
  private final long start;
  private long ticks;

  /** A rate of steps of so many samples. */
  public Rate(int samplesPerStep) {
    this(samplesPerStep, System::nanoTime);
  }

  Rate(int samplesPerStep, LongSupplier nanoTime) {
    this.samplesPerStep = samplesPerStep;
    this.nanoTime = nanoTime;
    start = nanoTime.getAsLong();
    times[0] = start;
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

  /** Time that so many steps will take; empty before the first step. */
  public Optional<Duration> timeFor(long steps) {
    return ticks == 0
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(Math.round(1000 * secondsPerStep() * steps)));
  }

  /** Time from the beginning to the last step. */
  public Duration elapsed() {
    return Duration.ofNanos(times[(int) (ticks % times.length)] - start);
  }
}
