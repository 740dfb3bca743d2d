package dev.v2v.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.ShapeException;
import dev.v2v.media.RgbFrame;
import org.junit.jupiter.api.Test;

class SheetTest {
  private static int red(RgbFrame frame, int x, int y) {
    return frame.data()[3 * (y * frame.width() + x)] & 255;
  }

  @Test
  void everythingIsEvenForColourAtHalfResolution() {
    for (int side : new int[] {32, 64, 128, 256}) {
      Sheet sheet = Sheet.of(5, 3, side, 256);
      assertEquals(256, sheet.paneWidth());
      assertEquals(0, (sheet.width() | sheet.height()) % 2);
      for (int i = 0; i < 3; i++) {
        assertEquals(0, (sheet.left(i) | sheet.top(i)) % 2);
      }
      assertTrue(sheet.left(4) + sheet.paneWidth() < sheet.width());
      assertTrue(sheet.top(2) + sheet.paneHeight() < sheet.height());
    }
  }

  @Test
  void picturesAreMagnifiedPixelByPixel() {
    Sheet sheet = new Sheet(2, 2, 6, 6);
    RgbFrame canvas = sheet.blank();
    int ground = red(canvas, 0, 0);
    byte[] corners = new byte[12];
    for (int i = 0; i < 4; i++) {
      corners[3 * i] = (byte) (100 + i);
    }
    sheet.put(canvas, 1, 1, new RgbFrame(2, 2, corners));
    int left = sheet.left(1);
    int top = sheet.top(1);
    for (int y = 0; y < canvas.height(); y++) {
      for (int x = 0; x < canvas.width(); x++) {
        boolean inside = x >= left && x < left + 6 && y >= top && y < top + 6;
        int expected = inside ? 100 + (y - top) / 3 * 2 + (x - left) / 3 : ground;
        assertEquals(expected, red(canvas, x, y), x + ", " + y);
      }
    }
  }

  @Test
  void picturesThatDoNotDivideThePaneAreRefused() {
    Sheet sheet = new Sheet(1, 1, 6, 6);
    RgbFrame canvas = sheet.blank();
    ShapeException e =
        assertThrows(ShapeException.class, () -> sheet.put(canvas, 0, 0, new RgbFrame(4, 4)));
    assertTrue(e.getMessage().contains("got 4x4"), e::getMessage);
  }

  @Test
  void dotsAreWhereTheyShouldBeAndStayInside() {
    Sheet sheet = new Sheet(1, 1, 64, 64);
    RgbFrame canvas = sheet.blank();
    int ground = red(canvas, 0, 0);
    sheet.dot(canvas, 0, 0, 0.5, 0.25, 0xc80000);
    assertEquals(200, red(canvas, sheet.left(0) + 31, sheet.top(0) + 15));
    assertEquals(200, red(canvas, sheet.left(0) + 32, sheet.top(0) + 16));
    assertEquals(16, red(canvas, sheet.left(0) + 32 + 5, sheet.top(0) + 15));
    assertEquals(ground, red(canvas, sheet.left(0) + 32 + 8, sheet.top(0) + 15));
    sheet.dot(canvas, 0, 0, 1, 1, 0xc80000);
    sheet.dot(canvas, 0, 0, -3, 7, 0xc80000);
    assertEquals(200, red(canvas, sheet.left(0) + 63, sheet.top(0) + 63));
    assertEquals(ground, red(canvas, sheet.left(0) + 64, sheet.top(0) + 63));
  }
}
