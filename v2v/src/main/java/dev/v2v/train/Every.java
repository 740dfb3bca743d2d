package dev.v2v.train;

import dev.v2v.engine.InputException;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often something is due: after so many steps of the whole training, or after so much time.
 *
 * @param steps 0 for never, or where {@code time} counts
 * @param time {@code null} where steps count
 */
public record Every(long steps, Duration time) {
  /** Never. */
  public static final Every NEVER = steps(0);

  private static final Pattern TEXT = Pattern.compile("(\\d{1,15})([smh]?)");
  private static final Map<String, Duration> UNITS =
      Map.of("s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1), "h", Duration.ofHours(1));

  public static Every steps(long steps) {
    return new Every(steps, null);
  }

  public static Every time(Duration time) {
    return new Every(0, time);
  }

  /**
   * Reads steps ({@code 500}) or seconds, minutes or hours ({@code 90s}, {@code 10m}, {@code 2h});
   * {@code 0} is never.
   *
   * @throws InputException if it is neither
   */
  public static Every parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new InputException(
          "interval: must be a number of steps, or of time such as 90s, 10m or 2h, got " + text);
    }
    long number = Long.parseLong(matcher.group(1));
    Duration unit = UNITS.get(matcher.group(2));
    return unit == null || number == 0 ? steps(number) : time(unit.multipliedBy(number));
  }

  /**
   * Whether it is due.
   *
   * @param done steps made in the whole training
   * @param nanosSince how long ago it last happened
   */
  boolean isDue(long done, long nanosSince) {
    return time == null ? steps > 0 && done % steps == 0 : nanosSince >= time.toNanos();
  }
}
