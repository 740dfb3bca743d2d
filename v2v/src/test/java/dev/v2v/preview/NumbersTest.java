package dev.v2v.preview;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class NumbersTest {
  private static String text(double value, int decimals) {
    StringBuilder text = new StringBuilder();
    Numbers.append(text, value, decimals);
    return text.toString();
  }

  @Test
  void agreesWithJavasOwnFormatting() {
    for (double value : new double[] {0, 0.04, 1, 12.34, 99.96, 1234.5678, -3.25}) {
      for (int decimals = 0; decimals <= 4; decimals++) {
        // Shifted off halves, where roundings differ by convention.
        double v = value + 1e-7;
        assertEquals(String.format(Locale.ROOT, "%." + decimals + "f", v), text(v, decimals));
      }
    }
  }

  @Test
  void zeroHasNoSignAndNanIsNamed() {
    assertEquals("0.0", text(-0.01, 1));
    assertEquals("NaN", text(Double.NaN, 2));
  }
}
