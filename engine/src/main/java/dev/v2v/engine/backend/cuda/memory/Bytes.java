package dev.v2v.engine.backend.cuda.memory;

import java.util.Locale;

/** Sizes for people. */
public final class Bytes {
  private Bytes() {}

  /** For instance {@code 1.50 GiB}; exact below 1 KiB. */
  public static String text(long bytes) {
    if (bytes < 1 << 10) {
      return bytes + " bytes";
    }
    String[] units = {"KiB", "MiB", "GiB", "TiB"};
    double value = bytes / 1024.0;
    int unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.2f %s", value, units[unit]);
  }
}
