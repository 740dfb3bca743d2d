package dev.v2v.preview;

import java.util.List;

/** Which panes are shown where, and which part of their pictures. Single-thread. */
final class PaneView {
  private static final double GRAB = 14;

  private final List<PaneSpec> specs;
  private final boolean[] visible;
  private final PaneGrid.Place[] places;
  private final Zoom zoom = new Zoom();
  private boolean smooth = true;
  private boolean marks = true;
  private boolean stale = true;
  private int width;
  private int height;
  private double scale;

  PaneView(List<PaneSpec> specs) {
    this.specs = specs;
    visible = new boolean[specs.size()];
    java.util.Arrays.fill(visible, true);
    places = new PaneGrid.Place[specs.size()];
  }

  Zoom zoom() {
    return zoom;
  }

  boolean isSmooth() {
    return smooth;
  }

  void toggleSmooth() {
    smooth = !smooth;
  }

  boolean showsMarks() {
    return marks;
  }

  void toggleMarks() {
    marks = !marks;
  }

  void togglePane(int pane) {
    if (pane < visible.length) {
      visible[pane] = !visible[pane];
      stale = true;
    }
  }

  /** Finds places on a canvas, below which some room stays free. */
  void layOut(Canvas canvas, int below) {
    if (!stale && canvas.width() == width && canvas.height() == height && canvas.scale() == scale) {
      return;
    }
    width = canvas.width();
    height = canvas.height();
    scale = canvas.scale();
    stale = false;
    int count = 0;
    for (boolean v : visible) {
      count += v ? 1 : 0;
    }
    double aspect = (double) specs.get(0).width() / specs.get(0).height();
    PaneGrid grid = PaneGrid.of(count, aspect, width, height - below, canvas.line(), canvas.px(10));
    int next = 0;
    for (int i = 0; i < visible.length; i++) {
      places[i] = visible[i] && next < grid.places().size() ? grid.places().get(next++) : null;
    }
  }

  /** Where a pane is, {@code null} if it is not shown. */
  PaneGrid.Place place(int pane) {
    return places[pane];
  }

  /** The pane at a point, {@code null} for none. */
  PaneGrid.Place under(double x, double y) {
    for (PaneGrid.Place place : places) {
      if (place != null && place.contains(x, y)) {
        return place;
      }
    }
    return null;
  }

  // Key points are in [-1, 1], the centres of the outer pixels; shares of a picture in [0, 1], the
  // edges.

  double x(PaneSpec spec, PaneGrid.Place at, double point) {
    return at.left() + at.width() * zoom.toPaneX(share(point, spec.width()));
  }

  double y(PaneSpec spec, PaneGrid.Place at, double point) {
    return at.top() + at.height() * zoom.toPaneY(share(point, spec.height()));
  }

  private static double share(double point, int size) {
    return ((point + 1) / 2 * (size - 1) + 0.5) / size;
  }

  /** A way on the screen in units of key points. */
  double dx(PaneSpec spec, PaneGrid.Place at, double pixels) {
    return pixels / at.width() * zoom.part().width() * spec.width() / (spec.width() - 1) * 2;
  }

  double dy(PaneSpec spec, PaneGrid.Place at, double pixels) {
    return pixels / at.height() * zoom.part().height() * spec.height() / (spec.height() - 1) * 2;
  }

  /** The key point that the mouse can take hold of, -1 for none. */
  int nearest(PaneSpec spec, PaneGrid.Place at, float[] points, double x, double y) {
    int nearest = -1;
    double least = GRAB * scale;
    for (int k = 0; k < points.length / 2; k++) {
      double away = Math.hypot(x(spec, at, points[2 * k]) - x, y(spec, at, points[2 * k + 1]) - y);
      if (away < least) {
        least = away;
        nearest = k;
      }
    }
    return nearest;
  }
}
