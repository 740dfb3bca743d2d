package dev.v2v.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.ShapeException;
import dev.v2v.media.RgbFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowColorsTest {
  private static void assertColor(String hex, double dx, double dy) {
    assertEquals(hex, String.format("%06x", FlowColors.color(dx, dy)));
  }

  /** Entries of the published wheel, a table of bytes, each 1/54 of a turn from the last. */
  @ParameterizedTest
  @CsvSource({
    "0, ff0000", "1, ff1100", "14, ffee00", "15, ffff00", "16, d5ff00", "20, 2bff00", "21, 00ff00",
    "22, 00ff3f", "25, 00ffff", "26, 00e8ff", "36, 0000ff", "37, 1300ff", "48, ec00ff",
        "49, ff00ff",
    "50, ff00d5", "54, ff002b",
  })
  void fullySaturatedHuesAreThePublishedOnes(int entry, String hex) {
    double angle = (2.0 * entry / 54 - 1) * Math.PI;
    double dx = -Math.cos(angle) * (1 - 1e-12);
    double dy = -Math.sin(angle) * (1 - 1e-12);
    int color = FlowColors.color(dx, dy);
    int expected = Integer.parseInt(hex, 16);
    for (int shift = 0; shift < 24; shift += 8) {
      // The end of the wheel is where it begins, so its last entry is only ever approached.
      int want = entry == 54 ? 0xff0000 >> shift & 255 : expected >> shift & 255;
      assertEquals(
          want, color >> shift & 255, 1, () -> hex + " came as " + Integer.toHexString(color));
    }
  }

  @Test
  void axes() {
    assertColor("ff0000", 1, 0);
    assertColor("ff0000", 1, -0.0);
    assertColor("ffe500", 0, 1); // between entries 13 and 14
    assertColor("00d1ff", -1, 0); // entry 27
    assertColor("5800ff", 0, -1); // between entries 40 and 41
  }

  @Test
  void lengthIsSaturation() {
    assertColor("ffffff", 0, 0);
    assertColor("ff7f7f", 0.5, 0);
    assertColor("bf0000", 1.5, 0);
    assertColor("bf0000", 1e30, 0);
    assertColor("000000", Double.NaN, 0);
  }

  @Test
  void picturesUseTheScale() {
    float[] flow = {0, 0, 4, 0, 2, 0, 6, 0, 0, 4, -4, 0};
    RgbFrame picture = FlowColors.draw(flow, 3, 2, 4);
    int[] colors = {0xffffff, 0xff0000, 0xff7f7f, 0xbf0000, 0xffe500, 0x00d1ff};
    byte[] expected = new byte[18];
    for (int i = 0; i < 18; i++) {
      expected[i] = (byte) (colors[i / 3] >> (16 - 8 * (i % 3)));
    }
    assertArrayEquals(expected, picture.data());
    ShapeException e = assertThrows(ShapeException.class, () -> FlowColors.draw(flow, 2, 2, 4));
    assertTrue(e.getMessage().contains("got 2x2 and 12"), e::getMessage);
  }

  @Test
  void legendIsTheWheel() {
    int side = 101;
    RgbFrame wheel = FlowColors.wheel(side);
    int right = 3 * (50 * side + side - 1);
    assertEquals(0xff, wheel.data()[right] & 255);
    assertEquals(2, wheel.data()[right + 1] & 255, 2);
    int centre = 3 * (50 * side + 50);
    int corner = 0;
    for (int c = 0; c < 3; c++) {
      assertEquals(0xff, wheel.data()[centre + c] & 255);
      assertEquals(0xff, wheel.data()[corner + c] & 255);
    }
  }
}
