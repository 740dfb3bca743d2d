package dev.v2v.train;

import java.time.Duration;
import java.util.Optional;

/**
 * When a training ends: after its last step, or when its time is over, whichever comes first.
 *
 * @param steps of the whole training; {@code Long.MAX_VALUE} if only time counts
 * @param time from now on
 */
public record Goal(long steps, Optional<Duration> time) {
  /** Nothing but time ends it. */
  public static final long ENDLESS = Long.MAX_VALUE;

  /** So many steps, however long they take. */
  public static Goal steps(long steps) {
    return new Goal(steps, Optional.empty());
  }

  boolean isEndless() {
    return steps == ENDLESS;
  }

  /** Whether the time is over. */
  boolean isTimeUp(long nanosElapsed) {
    return time.isPresent() && nanosElapsed >= time.get().toNanos();
  }

  /** {@code , 1:02:03 left}; nothing if neither a last step nor a time is known. */
  String left(long done, Rate rate) {
    Optional<Duration> bySteps = isEndless() ? Optional.empty() : rate.timeFor(steps - done);
    Optional<Duration> byTime = time.map(t -> notNegative(t.minus(rate.elapsed())));
    if (bySteps.isEmpty() && byTime.isEmpty()) {
      return "";
    }
    Duration left = bySteps.orElseGet(byTime::get);
    if (byTime.isPresent() && byTime.get().compareTo(left) < 0) {
      left = byTime.get();
    }
    return String.format(
        ", %d:%02d:%02d left", left.toHours(), left.toMinutesPart(), left.toSecondsPart());
  }

  private static Duration notNegative(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }
}
