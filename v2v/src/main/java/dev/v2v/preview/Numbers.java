package dev.v2v.preview;

/** Numbers as text, without garbage. */
final class Numbers {
  private static final long[] POWERS = {1, 10, 100, 1000, 10_000};

  private Numbers() {}

  /** Appends a number with so many decimals, at most four. */
  static void append(StringBuilder to, double value, int decimals) {
    if (Double.isNaN(value)) {
      to.append("NaN");
      return;
    }
    long scaled = Math.round(Math.abs(value) * POWERS[decimals]);
    if (value < 0 && scaled != 0) {
      to.append('-');
    }
    to.append(scaled / POWERS[decimals]);
    if (decimals > 0) {
      to.append('.');
      long rest = scaled % POWERS[decimals];
      for (int d = decimals - 1; d >= 0; d--) {
        to.append((char) ('0' + rest / POWERS[d] % 10));
      }
    }
  }
}
