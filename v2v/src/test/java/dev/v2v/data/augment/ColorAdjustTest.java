package dev.v2v.data.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.v2v.media.RgbFrame;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** Colour changes against Pillow 9.4.0, to the bit; {@code make_fixtures.py} recomputes them. */
class ColorAdjustTest {
  private static final int WIDTH = 32;
  private static final int HEIGHT = 24;

  @Test
  void everyAdjustmentEqualsPillow() throws IOException {
    try (DataInputStream in =
        new DataInputStream(getClass().getResourceAsStream("/data/jitter.bin"))) {
      int cases = in.readInt();
      assertEquals(32, cases);
      for (int i = 0; i < cases; i++) {
        int kind = in.readInt();
        double factor = in.readDouble();
        byte[] expected = in.readNBytes(3 * WIDTH * HEIGHT);
        RgbFrame frame = picture();
        switch (kind) {
          case 0 -> ColorAdjust.brightness(frame, (float) factor);
          case 1 -> ColorAdjust.contrast(frame, (float) factor);
          case 2 -> ColorAdjust.saturation(frame, (float) factor);
          default -> ColorAdjust.hue(frame, factor);
        }
        assertArrayEquals(expected, frame.data(), "kind " + kind + ", factor " + factor);
      }
      assertEquals(-1, in.read(), "the fixture has more than its cases");
    }
  }

  @Test
  void hsvIsExactForEveryColour() {
    CRC32 toHsv = new CRC32();
    CRC32 toRgb = new CRC32();
    byte[] hsvRow = new byte[3 * 65536];
    byte[] rgbRow = new byte[3 * 65536];
    for (int high = 0; high < 256; high++) {
      for (int i = 0; i < 65536; i++) {
        put(hsvRow, i, Hsv.ofRgb(high, i >> 8, i & 0xff));
        put(rgbRow, i, Hsv.toRgb(high, i >> 8, i & 0xff));
      }
      toHsv.update(hsvRow);
      toRgb.update(rgbRow);
    }
    assertEquals("ce278e73", Long.toHexString(toHsv.getValue()));
    assertEquals("cb4b8111", Long.toHexString(toRgb.getValue()));
  }

  private static void put(byte[] row, int i, int packed) {
    row[3 * i] = (byte) (packed >> 16);
    row[3 * i + 1] = (byte) (packed >> 8);
    row[3 * i + 2] = (byte) packed;
  }

  /** The same picture as in {@code make_fixtures.py}. */
  private static RgbFrame picture() {
    RgbFrame frame = new RgbFrame(WIDTH, HEIGHT);
    int at = 0;
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        frame.data()[at++] = (byte) (x * 5 + y * 3);
        frame.data()[at++] = (byte) (x * x + 7 * y);
        frame.data()[at++] = (byte) (y * 11 + x * y);
      }
    }
    return frame;
  }
}
