package dev.v2v.preview;

import dev.v2v.preview.gl.MapForm;

/**
 * One of the pictures side by side.
 *
 * @param title a few words above it
 * @param form what its numbers mean
 * @param flowScale pixels of flow in the most saturated colour; 0 for what is no flow
 * @param points which of a shot's lists of key points is marked on it; -1 for none
 * @param draggable whether its key points can be moved
 */
record PaneSpec(
    String title,
    MapForm form,
    int width,
    int height,
    double flowScale,
    int points,
    boolean draggable) {
  static final int NO_POINTS = -1;

  /** A pane without marks. */
  static PaneSpec of(String title, MapForm form, int width, int height) {
    return new PaneSpec(title, form, width, height, 0, NO_POINTS, false);
  }

  /** The same with a scale of flow. */
  PaneSpec scaled(double pixels) {
    return new PaneSpec(title, form, width, height, pixels, points, draggable);
  }

  /** The same with key points on it. */
  PaneSpec marked(int list, boolean canBeDragged) {
    return new PaneSpec(title, form, width, height, flowScale, list, canBeDragged);
  }

  long bytes() {
    return 4L * width * height * form.channels();
  }
}
