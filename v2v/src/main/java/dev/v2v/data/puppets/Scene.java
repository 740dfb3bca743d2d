package dev.v2v.data.puppets;

import java.util.List;
import java.util.Map;

/**
 * Everything that one frame shows, in view coordinates: [-1, 1] from edge to edge in x and y, y
 * downwards. A puppet's scenes list the same layers in the same order at all times, so layer i of
 * one frame is layer i of any other. Immutable.
 *
 * @param layers back to front; the first covers the whole view
 */
record Scene(List<Layer> layers, Map<String, Mark> marks) {
  /** A named point fixed to a part, in view coordinates. */
  record Mark(Part part, double x, double y) {}

  /** Index of the frontmost layer at a point, by the exact outlines. */
  int owner(double x, double y) {
    for (int i = layers.size() - 1; i > 0; i--) {
      if (layers.get(i).contains(x, y)) {
        return i;
      }
    }
    return 0;
  }

  KeyPoint keyPoint(String name, int size) {
    Mark mark = marks.get(name);
    boolean inside = Math.abs(mark.x) <= 1 && Math.abs(mark.y) <= 1;
    boolean visible = inside && layers.get(owner(mark.x, mark.y)).part() == mark.part;
    return new KeyPoint(name, mark.part, pixel(mark.x, size), pixel(mark.y, size), visible);
  }

  /** View coordinate of the centre of pixel {@code i}. */
  static double view(int i, int size) {
    return (2.0 * i + 1) / size - 1;
  }

  /** Inverse of {@link #view}. */
  static double pixel(double x, int size) {
    return ((x + 1) * size - 1) / 2;
  }
}
