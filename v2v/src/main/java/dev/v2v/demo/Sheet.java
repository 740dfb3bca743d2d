package dev.v2v.demo;

import dev.v2v.engine.ShapeException;
import dev.v2v.media.RgbFrame;
import dev.v2v.train.PixelFont;
import java.util.Arrays;

/**
 * Panes in columns and rows, each under its label: what every clip and picture is drawn on.
 *
 * <p>All positions and sizes are even, and panes magnify by whole numbers, so that H.264 in 4:2:0,
 * which halves the resolution of colour, changes no colour of a pane magnified twice or more.
 *
 * @param columns panes in a row
 * @param rows rows of panes
 * @param paneWidth columns of a pane in pixels, even
 * @param paneHeight its rows, even
 */
record Sheet(int columns, int rows, int paneWidth, int paneHeight) {
  private static final int GAP = 8;
  private static final int LABEL_ZOOM = 2;
  private static final int LABEL = LABEL_ZOOM * PixelFont.HEIGHT + 6;
  private static final byte BACKGROUND = 24;

  /** Radius of a key point, and of its dark rim. */
  private static final double DOT = 4.2;

  private static final double RIM = 5.8;

  /** A sheet for square frames of a side, magnified to about {@code wanted} pixels. */
  static Sheet of(int columns, int rows, int side, int wanted) {
    return of(columns, rows, side, side, wanted);
  }

  /** A sheet for frames of a size, magnified to be about {@code wanted} pixels wide. */
  static Sheet of(int columns, int rows, int width, int height, int wanted) {
    int zoom = Math.max(1, Math.round((float) wanted / width));
    return new Sheet(columns, rows, zoom * width, zoom * height);
  }

  int width() {
    return GAP + columns * (paneWidth + GAP);
  }

  int height() {
    return GAP + rows * (LABEL + paneHeight + GAP);
  }

  int left(int column) {
    return GAP + column * (paneWidth + GAP);
  }

  int top(int row) {
    return GAP + row * (LABEL + paneHeight + GAP) + LABEL;
  }

  /** Nothing but background. */
  RgbFrame blank() {
    RgbFrame frame = new RgbFrame(width(), height());
    Arrays.fill(frame.data(), BACKGROUND);
    return frame;
  }

  /** Writes the label of a pane; once is enough, as pictures do not cover it. */
  void label(RgbFrame on, int column, int row, String text) {
    PixelFont.draw(text, on, left(column), top(row) - LABEL + 2, paneWidth, LABEL_ZOOM);
  }

  /**
   * Puts a picture into a pane, magnified without smoothing.
   *
   * @throws ShapeException unless the pane is a whole multiple of the picture
   */
  void put(RgbFrame on, int column, int row, RgbFrame picture) {
    int zoom = paneWidth / picture.width();
    if (picture.width() * zoom != paneWidth || picture.height() * zoom != paneHeight) {
      throw new ShapeException(
          "sheet: a pane of "
              + paneWidth
              + "x"
              + paneHeight
              + " takes pictures that divide it, got "
              + picture.width()
              + "x"
              + picture.height());
    }
    int begin = 3 * left(column);
    for (int y = 0; y < paneHeight; y++) {
      int to = 3 * width() * (top(row) + y) + begin;
      if (y % zoom > 0) { // equal to the line above
        System.arraycopy(on.data(), to - 3 * width(), on.data(), to, 3 * paneWidth);
        continue;
      }
      int from = 3 * picture.width() * (y / zoom);
      for (int x = 0; x < paneWidth; x++) {
        System.arraycopy(picture.data(), from + 3 * (x / zoom), on.data(), to + 3 * x, 3);
      }
    }
  }

  /**
   * Marks a point with a disc, clipped to the pane.
   *
   * @param x column in the pane, 0 at its left edge and 1 at its right edge
   * @param y row, likewise
   */
  void dot(RgbFrame on, int column, int row, double x, double y, int rgb) {
    double cx = x * paneWidth - 0.5;
    double cy = y * paneHeight - 0.5;
    for (int j = first(cy); j <= last(cy, paneHeight); j++) {
      for (int i = first(cx); i <= last(cx, paneWidth); i++) {
        double distance = Math.hypot(i - cx, j - cy);
        if (distance <= RIM) {
          int at = 3 * (width() * (top(row) + j) + left(column) + i);
          int color = distance <= DOT ? rgb : 0x101010;
          on.data()[at] = (byte) (color >> 16);
          on.data()[at + 1] = (byte) (color >> 8);
          on.data()[at + 2] = (byte) color;
        }
      }
    }
  }

  private static int first(double centre) {
    return (int) Math.max(0, Math.floor(centre - RIM));
  }

  private static int last(double centre, int side) {
    return (int) Math.min(side - 1, Math.ceil(centre + RIM));
  }
}
