package dev.v2v.preview.gl;

/** All characters of the font at one size, in one picture of coverage. Immutable. */
final class GlyphAtlas {
  private static final int WIDTH = 512;

  /** Where a character is and how far the next one is from it, in pixels. */
  record Cell(int left, int top, int width, double advance) {}

  private final StrokeFont font;
  private final double capitalHeight;
  private final Cell[] cells = new Cell[256];
  private final int height;
  private final byte[] pixels;

  GlyphAtlas(double capitalHeight) {
    this.capitalHeight = capitalHeight;
    font = new StrokeFont(capitalHeight);
    int left = 0;
    int top = 0;
    for (char c = 0; c < cells.length; c++) {
      if (font.has(c)) {
        int width = font.cellWidth(c);
        if (left + width > WIDTH) {
          left = 0;
          top += font.lineHeight() + 1;
        }
        cells[c] = new Cell(left, top, width, font.advance(c));
        left += width + 1;
      }
    }
    height = top + font.lineHeight() + 1;
    pixels = new byte[WIDTH * height];
    for (char c = 0; c < cells.length; c++) {
      if (cells[c] != null) {
        font.draw(c, pixels, cells[c].top * WIDTH + cells[c].left, WIDTH);
      }
    }
  }

  double capitalHeight() {
    return capitalHeight;
  }

  int width() {
    return WIDTH;
  }

  int height() {
    return height;
  }

  /** Coverage, row by row, 0 to 255. */
  byte[] pixels() {
    return pixels;
  }

  /** Where a character is, {@code null} if the font lacks it. */
  Cell cell(char c) {
    return c < cells.length ? cells[c] : null;
  }

  /** Pixels from a character to the next; half a line for one that the font lacks. */
  double advance(char c) {
    Cell cell = cell(c);
    return cell == null ? lineHeight() * 0.5 : cell.advance;
  }

  /** Pixels that part of a text takes. */
  double width(CharSequence text, int from, int to) {
    double x = 0;
    for (int i = from; i < to; i++) {
      x += advance(text.charAt(i));
    }
    return x;
  }

  /** How many of a text's first characters fit into so many pixels. */
  int leading(CharSequence text, double room) {
    int n = 0;
    double x = 0;
    while (n < text.length()) {
      x += advance(text.charAt(n));
      if (x > room) {
        break;
      }
      n++;
    }
    return n;
  }

  /** How many of its last characters do. */
  int trailing(CharSequence text, double room) {
    int n = 0;
    double x = 0;
    while (n < text.length()) {
      x += advance(text.charAt(text.length() - 1 - n));
      if (x > room) {
        break;
      }
      n++;
    }
    return n;
  }

  /** Pixels from a cell's left edge to the character's origin. */
  double bearing() {
    return font.bearing();
  }

  int lineHeight() {
    return font.lineHeight();
  }
}
