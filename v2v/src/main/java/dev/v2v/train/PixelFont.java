package dev.v2v.train;

import dev.v2v.media.RgbFrame;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A font of 5 x 7 pixels. Java's own fonts need libraries of the system, which servers often lack.
 */
public final class PixelFont {
  /** Height of a capital in pixels. */
  public static final int HEIGHT = 7;

  private static final int WIDTH = 5;
  private static final int ADVANCE = WIDTH + 1;
  private static final int LEFTMOST = 1 << (WIDTH - 1);

  /** Character, then seven rows from the top; the highest of five bits is the leftmost pixel. */
  private static final String[] GLYPHS = {
    "A 0E 11 11 1F 11 11 11", "B 1E 11 11 1E 11 11 1E", "C 0E 11 10 10 10 11 0E",
    "D 1E 11 11 11 11 11 1E", "E 1F 10 10 1E 10 10 1F", "F 1F 10 10 1E 10 10 10",
    "G 0E 11 10 17 11 11 0F", "H 11 11 11 1F 11 11 11", "I 0E 04 04 04 04 04 0E",
    "J 07 02 02 02 02 12 0C", "K 11 12 14 18 14 12 11", "L 10 10 10 10 10 10 1F",
    "M 11 1B 15 15 11 11 11", "N 11 11 19 15 13 11 11", "O 0E 11 11 11 11 11 0E",
    "P 1E 11 11 1E 10 10 10", "Q 0E 11 11 11 15 12 0D", "R 1E 11 11 1E 14 12 11",
    "S 0F 10 10 0E 01 01 1E", "T 1F 04 04 04 04 04 04", "U 11 11 11 11 11 11 0E",
    "V 11 11 11 11 11 0A 04", "W 11 11 11 15 15 15 0A", "X 11 11 0A 04 0A 11 11",
    "Y 11 11 0A 04 04 04 04", "Z 1F 01 02 04 08 10 1F", "0 0E 11 13 15 19 11 0E",
    "1 04 0C 04 04 04 04 0E", "2 0E 11 01 02 04 08 1F", "3 1F 02 04 02 01 11 0E",
    "4 02 06 0A 12 1F 02 02", "5 1F 10 1E 01 01 11 0E", "6 06 08 10 1E 11 11 0E",
    "7 1F 01 02 04 08 08 08", "8 0E 11 11 0E 11 11 0E", "9 0E 11 11 0F 01 02 0C",
    ". 00 00 00 00 00 0C 0C", ", 00 00 00 00 0C 04 08", ": 00 0C 0C 00 0C 0C 00",
    "; 00 0C 0C 00 0C 04 08", "- 00 00 00 1F 00 00 00", "+ 00 04 04 1F 04 04 00",
    "_ 00 00 00 00 00 00 1F", "= 00 00 1F 00 1F 00 00", "/ 00 01 02 04 08 10 00",
    "% 18 19 02 04 08 13 03", "( 02 04 08 08 08 04 02", ") 08 04 02 02 02 04 08",
    "[ 0E 08 08 08 08 08 0E", "] 0E 02 02 02 02 02 0E", "# 0A 0A 1F 0A 1F 0A 0A",
    "< 02 04 08 10 08 04 02", "> 08 04 02 01 02 04 08", "! 04 04 04 04 04 00 04",
    "? 0E 11 01 02 04 00 04", "* 00 04 15 0E 15 04 00", "| 04 04 04 04 04 04 04",
    "' 0C 04 08 00 00 00 00", "\" 0A 0A 0A 00 00 00 00", "& 0C 12 14 08 15 12 0D",
  };

  private static final Map<Character, int[]> ROWS = rows();

  private PixelFont() {}

  /** Writes capitals in white, cut at {@code maxWidth} pixels; unknown characters show as a box. */
  static void draw(String text, RgbFrame into, int left, int top, int maxWidth) {
    draw(text, into, left, top, maxWidth, 1);
  }

  /** As above, every pixel of the font {@code zoom} pixels wide and high. */
  public static void draw(String text, RgbFrame into, int left, int top, int maxWidth, int zoom) {
    String capitals = text.toUpperCase(Locale.ROOT);
    int fitting = Math.min(capitals.length(), (maxWidth / zoom + 1) / ADVANCE);
    for (int i = 0; i < fitting; i++) {
      char c = capitals.charAt(i);
      if (c != ' ') {
        int[] rows = ROWS.getOrDefault(c, ROWS.get('\0'));
        drawGlyph(rows, into, left + i * ADVANCE * zoom, top, zoom);
      }
    }
  }

  private static void drawGlyph(int[] rows, RgbFrame into, int left, int top, int zoom) {
    for (int y = 0; y < HEIGHT * zoom; y++) {
      for (int x = 0; x < WIDTH * zoom; x++) {
        if ((rows[y / zoom] & (LEFTMOST >> (x / zoom))) != 0) {
          int at = 3 * ((top + y) * into.width() + left + x);
          into.data()[at] = (byte) 255;
          into.data()[at + 1] = (byte) 255;
          into.data()[at + 2] = (byte) 255;
        }
      }
    }
  }

  private static Map<Character, int[]> rows() {
    Map<Character, int[]> all = new HashMap<>();
    for (String glyph : GLYPHS) {
      int[] rows = new int[HEIGHT];
      for (int y = 0; y < HEIGHT; y++) {
        rows[y] = Integer.parseInt(glyph.substring(2 + 3 * y, 4 + 3 * y), 16);
      }
      all.put(glyph.charAt(0), rows);
    }
    all.put('\0', new int[] {0x1f, 0x11, 0x11, 0x11, 0x11, 0x11, 0x1f});
    return all;
  }
}
