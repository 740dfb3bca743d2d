package dev.v2v.media;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An exact positive fraction in lowest terms: a frame rate in frames per second. Immutable.
 *
 * @param num numerator, positive
 * @param den denominator, positive
 */
public record Rational(int num, int den) {
  private static final Pattern FRACTION = Pattern.compile("(\\d{1,9})[/:](\\d{1,9})");
  private static final Pattern DECIMAL = Pattern.compile("(\\d{1,5})(?:\\.(\\d{1,4}))?");

  /**
   * Reduces to lowest terms.
   *
   * @throws IllegalArgumentException when a part is not positive
   */
  public Rational {
    if (num <= 0 || den <= 0) {
      throw new IllegalArgumentException(
          "frame rate: both parts must be positive, got " + num + "/" + den);
    }
    int divisor = gcd(num, den);
    num /= divisor;
    den /= divisor;
  }

  /** {@code fps} frames per second. */
  public static Rational of(int fps) {
    return new Rational(fps, 1);
  }

  /**
   * Reads {@code 25}, {@code 30000/1001} or {@code 12.5}. A decimal is taken as written: {@code
   * 29.97} is 2997/100, not NTSC's 30000/1001.
   *
   * @throws IllegalArgumentException when the text is none of these or not positive
   */
  public static Rational parse(String text) {
    Matcher fraction = FRACTION.matcher(text);
    if (fraction.matches()) {
      return new Rational(Integer.parseInt(fraction.group(1)), Integer.parseInt(fraction.group(2)));
    }
    Matcher decimal = DECIMAL.matcher(text);
    if (decimal.matches()) {
      String digits = decimal.group(2) == null ? "" : decimal.group(2);
      int scale = (int) Math.pow(10, digits.length());
      return new Rational(Integer.parseInt(decimal.group(1) + digits), scale);
    }
    throw new IllegalArgumentException(
        "frame rate: expected a number or a fraction like 30000/1001, got '" + text + "'");
  }

  public double toDouble() {
    return (double) num / den;
  }

  /** When frame {@code index} is shown, in seconds after frame 0. */
  double secondsAt(long index) {
    return (double) index * den / num;
  }

  @Override
  public String toString() {
    return den == 1 ? Integer.toString(num) : num + "/" + den;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
