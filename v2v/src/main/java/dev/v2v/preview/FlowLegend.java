package dev.v2v.preview;

import dev.v2v.data.FlowColors;
import dev.v2v.preview.gl.MapForm;
import dev.v2v.preview.gl.MapPainter;
import dev.v2v.preview.gl.MapTexture;

/** The flow wheel in the corner of a pane, with the length of its rim. Single-thread. */
final class FlowLegend implements AutoCloseable {
  private static final int SIDE = 96;

  private final MapTexture wheel = new MapTexture(SIDE, SIDE, 3);
  private final StringBuilder text = new StringBuilder();

  FlowLegend() {
    float[] values = new float[3 * SIDE * SIDE];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double dx = (2.0 * x + 1) / SIDE - 1;
        double dy = (2.0 * y + 1) / SIDE - 1;
        int rgb = FlowColors.color(dx, dy);
        // Beyond the rim is the legend's own ground, an edge of one pixel between.
        double inside = Math.max(0, Math.min(1, (1 - Math.hypot(dx, dy)) * SIDE / 2 + 0.5));
        for (int c = 0; c < 3; c++) {
          int shift = 16 - 8 * c;
          double ground = (Theme.PANEL >> shift & 0xff) / 255.0;
          double color = (rgb >> shift & 0xff) / 255.0;
          values[3 * (y * SIDE + x) + c] = (float) (ground + inside * (color - ground));
        }
      }
    }
    wheel.set(values);
  }

  void draw(Canvas canvas, PaneGrid.Place pane, double scale) {
    int side = canvas.px(48);
    int pad = canvas.px(5);
    if (pane.width() < 3 * side) {
      return;
    }
    text.setLength(0);
    Numbers.append(text, scale, 0);
    text.append(" px");
    double words = canvas.shapes().textWidth(text);
    double w = Math.ceil(side + words + 3 * pad);
    double h = side + 2 * pad;
    double left = pane.left() + pane.width() - w;
    double top = pane.top() + pane.height() - h;
    canvas.maps().fill(left, top, w, h, Theme.PANEL);
    canvas
        .maps()
        .draw(
            wheel,
            MapForm.COLOR,
            MapPainter.Part.WHOLE,
            left + pad,
            top + pad,
            side,
            side,
            0,
            true);
    canvas.shapes().text(text, left + side + 2 * pad, top + (h - canvas.line()) / 2, Theme.TEXT);
  }

  @Override
  public void close() {
    wheel.close();
  }
}
