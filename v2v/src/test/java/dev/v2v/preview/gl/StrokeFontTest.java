package dev.v2v.preview.gl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StrokeFontTest {
  @Test
  void allOfAsciiCanBeWritten() {
    StrokeFont font = new StrokeFont(10);
    for (char c = ' '; c <= '~'; c++) {
      assertTrue(font.has(c), "no glyph for '" + c + "'");
    }
  }

  /**
   * Ink touches no border of its cell, at every size, so that neighbours in the atlas stay apart.
   */
  @Test
  void glyphsStayInsideOfTheirCells() {
    for (double size : new double[] {8, 10, 13, 20}) {
      StrokeFont font = new StrokeFont(size);
      for (char c : font.characters()) {
        int w = font.cellWidth(c);
        int h = font.lineHeight();
        byte[] cell = new byte[w * h];
        font.draw(c, cell, 0, w);
        for (int y = 0; y < h; y++) {
          assertEquals(0, cell[y * w], "left of " + c + " at " + size);
          assertTrue((cell[y * w + w - 1] & 0xff) < 128, "right of " + c + " at " + size);
        }
      }
    }
  }

  @Test
  void capitalsAreAsHighAsAsked() {
    StrokeFont font = new StrokeFont(16);
    int w = font.cellWidth('I');
    byte[] cell = new byte[w * font.lineHeight()];
    font.draw('I', cell, 0, w);
    int rows = 0;
    for (int y = 0; y < font.lineHeight(); y++) {
      int most = 0;
      for (int x = 0; x < w; x++) {
        most = Math.max(most, cell[y * w + x] & 0xff);
      }
      rows += most > 127 ? 1 : 0;
    }
    assertEquals(18, rows); // 16, and half a stroke at either end
  }
}
