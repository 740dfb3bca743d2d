package dev.v2v.edges;

import dev.v2v.data.labels.LabelFiles;
import dev.v2v.data.labels.LabelMap;
import java.io.IOException;
import java.nio.file.Path;

/** Which pixels are edges. Not thread-safe while drawn on. */
public final class EdgeMap {
  /** Class ids of the label map: nothing and edge. */
  public static final int CLASSES = 2;

  private final LabelMap map;

  /** Without edges. */
  EdgeMap(int width, int height) {
    map = new LabelMap(width, height);
  }

  public int width() {
    return map.width();
  }

  public int height() {
    return map.height();
  }

  public boolean at(int x, int y) {
    return map.classes()[y * map.width() + x] != 0;
  }

  /** Makes a pixel an edge; outside of the map nothing happens. */
  void mark(int x, int y) {
    if (x >= 0 && y >= 0 && x < map.width() && y < map.height()) {
      map.classes()[y * map.width() + x] = 1;
    }
  }

  /** Share of pixels that are edges. */
  public double density() {
    int edges = 0;
    for (byte c : map.classes()) {
      edges += c;
    }
    return (double) edges / map.classes().length;
  }

  /** Writes a grey PNG image of 0 and 1. */
  void writeClasses(Path file) throws IOException {
    LabelFiles.writeClasses(map, file);
  }

  /** Writes a grey PNG image, edges white on black. */
  void writePicture(Path file) throws IOException {
    LabelMap picture = new LabelMap(width(), height());
    for (int p = 0; p < map.classes().length; p++) {
      picture.classes()[p] = (byte) (map.classes()[p] == 0 ? 0 : 255);
    }
    LabelFiles.writeClasses(picture, file);
  }
}
