package dev.v2v.preview;

import java.util.ArrayList;
import java.util.List;

/**
 * Where panes are: in rows, all of one size, as large as fits.
 *
 * @param places of the pictures, in order; each has a line of text above it
 */
record PaneGrid(List<Place> places) {
  /** A rectangle in pixels. */
  record Place(int left, int top, int width, int height) {
    boolean contains(double x, double y) {
      return x >= left && x < left + width && y >= top && y < top + height;
    }
  }

  PaneGrid {
    places = List.copyOf(places);
  }

  /**
   * Lays out panes.
   *
   * @param height of the room for them
   * @param aspect width over height of each
   * @param header height of the text above each
   */
  static PaneGrid of(int count, double aspect, int width, int height, int header, int gap) {
    int best = 1;
    double widest = 0;
    for (int columns = 1; columns <= count; columns++) {
      double fits = fitting(count, columns, aspect, width, height, header, gap);
      if (fits > widest) {
        widest = fits;
        best = columns;
      }
    }
    int w = (int) widest;
    int h = (int) (widest / aspect);
    int rows = rows(count, best);
    int left = (width - best * w - (best - 1) * gap) / 2;
    int top = Math.max(0, (height - rows * (header + h) - (rows - 1) * gap) / 2);
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < count && w > 0 && h > 0; i++) {
      int x = left + i % best * (w + gap);
      int y = top + i / best * (header + h + gap) + header;
      places.add(new Place(x, y, w, h));
    }
    return new PaneGrid(places);
  }

  private static int rows(int count, int columns) {
    return (count + columns - 1) / columns;
  }

  private static double fitting(
      int count, int columns, double aspect, int width, int height, int header, int gap) {
    int rows = rows(count, columns);
    double across = (double) (width - (columns + 1) * gap) / columns;
    double down = (double) (height - (rows + 1) * gap - rows * header) / rows;
    return Math.min(across, down * aspect);
  }
}
