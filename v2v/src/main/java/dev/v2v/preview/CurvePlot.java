package dev.v2v.preview;

import dev.v2v.preview.gl.Shapes;
import java.util.Collection;

/** Curves below each other, each on a scale of its own. Single-thread. */
final class CurvePlot {
  private static final int DECIMALS = 4;
  private static final int MOST_COLUMNS = 4;

  private final StringBuilder last = new StringBuilder();
  private final StringBuilder range = new StringBuilder();

  void draw(Canvas canvas, Collection<LossCurve> curves, PaneGrid.Place at) {
    if (curves.isEmpty()) {
      String hint = "losses come with the first line of the log";
      canvas.shapes().text(hint, at.left(), at.top(), at.width(), Theme.DIM);
      return;
    }
    int gap = canvas.px(8);
    int columns = 1;
    while (columns < MOST_COLUMNS && height(curves.size(), columns, at, gap) < 4 * canvas.line()) {
      columns++;
    }
    int height = Math.min(height(curves.size(), columns, at, gap), canvas.px(150));
    int width = (at.width() + gap) / columns - gap;
    int i = 0;
    for (LossCurve curve : curves) {
      int left = at.left() + i % columns * (width + gap);
      int top = at.top() + i / columns * (height + gap);
      draw(canvas, curve, new PaneGrid.Place(left, top, width, height), Theme.series(i + 2));
      i++;
    }
  }

  private static int height(int count, int columns, PaneGrid.Place at, int gap) {
    int rows = (count + columns - 1) / columns;
    return (at.height() + gap) / rows - gap;
  }

  private void draw(Canvas canvas, LossCurve curve, PaneGrid.Place at, int color) {
    int pad = canvas.px(8);
    canvas.shapes().rectangle(at.left(), at.top(), at.width(), at.height(), Theme.PANEL);
    int lines = head(canvas, curve, at, pad, color);
    double below = at.top() + lines * canvas.line() + canvas.px(6);
    double foot = at.top() + at.height() - pad;
    if (foot - below > canvas.line() / 2.0) {
      line(canvas, curve, at.left() + pad, below, at.width() - 2.0 * pad, foot - below, color);
    }
  }

  /** Name, range and newest value; returns how many lines they take. */
  private int head(Canvas canvas, LossCurve curve, PaneGrid.Place at, int pad, int color) {
    Shapes shapes = canvas.shapes();
    double top = at.top() + canvas.px(3);
    double left = at.left() + pad;
    double width = at.width() - 2.0 * pad;
    last.setLength(0);
    Numbers.append(last, curve.last(), DECIMALS);
    double lastWidth = shapes.textWidth(last);
    double nameRoom = Math.max(0, width - lastWidth - pad);
    shapes.text(curve.name(), left, top, nameRoom, Theme.TEXT);
    shapes.text(last, left + width - lastWidth, top, color);
    range.setLength(0);
    Numbers.append(range, curve.least(), DECIMALS);
    range.append(" to ");
    Numbers.append(range, curve.greatest(), DECIMALS);
    double rangeWidth = shapes.textWidth(range);
    double between = nameRoom - shapes.textWidth(curve.name());
    if (rangeWidth + 2 * pad <= between) {
      double x = left + width - lastWidth - pad - between / 2 - rangeWidth / 2;
      shapes.text(range, x, top, Theme.DIM);
      return 1;
    }
    shapes.text(range, left, top + canvas.line(), width, Theme.DIM);
    return 2;
  }

  private static void line(
      Canvas canvas, LossCurve curve, double left, double top, double w, double h, int color) {
    Shapes shapes = canvas.shapes();
    double least = curve.least();
    double range = curve.greatest() - least;
    double span = Math.max(1, curve.step(Math.max(0, curve.size() - 1)) - curve.step(0));
    double lastX = 0;
    double lastY = 0;
    for (int i = 0; i < curve.size(); i++) {
      double x = left + w * (curve.step(i) - curve.step(0)) / span;
      double y = top + h - (range == 0 ? 0.5 : (curve.value(i) - least) / range) * h;
      if (i > 0) {
        shapes.line(lastX, lastY, x, y, canvas.px(1.5), color);
      }
      lastX = x;
      lastY = y;
    }
    if (curve.size() > 0) {
      shapes.disc(lastX, lastY, canvas.px(3), color);
    }
  }
}
