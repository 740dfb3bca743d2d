package dev.v2v.preview;

import dev.v2v.preview.gl.Shapes;
import java.util.Collection;

/** Curves below each other, each on a scale of its own. Single-thread. */
final class CurvePlot {
  private static final int DECIMALS = 4;

  private final StringBuilder text = new StringBuilder();

  void draw(Canvas canvas, Collection<LossCurve> curves, PaneGrid.Place at) {
    if (curves.isEmpty()) {
      canvas
          .shapes()
          .text("losses come with the first line of the log", at.left(), at.top(), Theme.DIM);
      return;
    }
    int gap = canvas.px(8);
    int each = Math.min((at.height() + gap) / curves.size() - gap, canvas.px(150));
    int top = at.top();
    int i = 0;
    for (LossCurve curve : curves) {
      if (each > 2 * canvas.line()) {
        draw(canvas, curve, new PaneGrid.Place(at.left(), top, at.width(), each), i++);
      }
      top += each + gap;
    }
  }

  private void draw(Canvas canvas, LossCurve curve, PaneGrid.Place at, int series) {
    Shapes shapes = canvas.shapes();
    shapes.rectangle(at.left(), at.top(), at.width(), at.height(), Theme.PANEL);
    int pad = canvas.px(8);
    shapes.text(curve.name(), at.left() + pad, at.top() + canvas.px(3), Theme.TEXT);
    number(curve.last());
    double right = at.left() + at.width() - pad - shapes.textWidth(text);
    shapes.text(text, right, at.top() + canvas.px(3), Theme.series(series + 2));
    double least = curve.least();
    double range = curve.greatest() - least;
    text.setLength(0);
    Numbers.append(text, least, DECIMALS);
    text.append(" to ");
    Numbers.append(text, curve.greatest(), DECIMALS);
    double middle = at.left() + (at.width() - shapes.textWidth(text)) / 2;
    shapes.text(text, middle, at.top() + canvas.px(3), Theme.DIM);
    double y0 = at.top() + at.height() - pad;
    double height = at.height() - canvas.line() - canvas.px(6) - pad;
    double span = Math.max(1, curve.step(Math.max(0, curve.size() - 1)) - curve.step(0));
    double width = at.width() - 2.0 * pad;
    double lastX = 0;
    double lastY = 0;
    for (int i = 0; i < curve.size(); i++) {
      double x = at.left() + pad + width * (curve.step(i) - curve.step(0)) / span;
      double y = y0 - (range == 0 ? 0.5 : (curve.value(i) - least) / range) * height;
      if (i > 0) {
        shapes.line(lastX, lastY, x, y, canvas.px(1.5), Theme.series(series + 2));
      }
      lastX = x;
      lastY = y;
    }
    if (curve.size() > 0) {
      shapes.disc(lastX, lastY, canvas.px(3), Theme.series(series + 2));
    }
  }

  private void number(double value) {
    text.setLength(0);
    Numbers.append(text, value, DECIMALS);
  }
}
