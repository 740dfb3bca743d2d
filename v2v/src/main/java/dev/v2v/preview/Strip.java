package dev.v2v.preview;

import dev.v2v.preview.gl.Shapes;
import java.util.List;

/**
 * What is below the panes: the timeline, and where the time goes. Single-thread; drawing allocates
 * nothing.
 */
final class Strip {
  private final List<String> stages;
  private final StringBuilder text = new StringBuilder();
  private PaneGrid.Place bar = new PaneGrid.Place(0, 0, 0, 0);

  Strip(List<String> stages) {
    this.stages = stages;
  }

  static int height(Canvas canvas) {
    return 2 * canvas.line() + canvas.px(40);
  }

  /**
   * What the second line says.
   *
   * @param frames of the clip; 0 or less if that is not known
   * @param winds whether the clip can be somewhere else
   * @param late frames that were left out
   * @param mode how it goes, such as relative
   * @param flags such as paused
   * @param message for the user, in place of the hint to the keys
   */
  record Facts(
      long frame,
      long frames,
      boolean winds,
      long late,
      String mode,
      String flags,
      boolean recording,
      String message) {}

  void draw(Canvas canvas, Meter meter, Facts facts) {
    Shapes shapes = canvas.shapes();
    int margin = canvas.px(12);
    int top = canvas.height() - height(canvas);
    int width = canvas.width() - 2 * margin;
    canvas.maps().fill(0, top, canvas.width(), height(canvas), Theme.PANEL);
    int y = top + canvas.px(8);
    bar = new PaneGrid.Place(margin, y - canvas.px(4), width, canvas.px(12));
    shapes.rectangle(margin, y, width, canvas.px(4), Theme.EMPTY);
    if (facts.frames > 1) {
      double done = Math.min(1, facts.frame / (facts.frames - 1.0));
      shapes.rectangle(margin, y, width * done, canvas.px(4), Theme.ACCENT);
      if (facts.winds) {
        shapes.disc(margin + width * done, y + canvas.px(4) / 2.0, canvas.px(5), Theme.ACCENT);
      }
    }
    y += canvas.px(11);
    stackedBar(canvas, meter, margin, y, width);
    y += canvas.px(11);
    stageTexts(canvas, meter, margin, y, width);
    y += canvas.line() + canvas.px(2);
    factTexts(canvas, meter, facts, margin, y, width);
  }

  private void stackedBar(Canvas canvas, Meter meter, int left, int top, int width) {
    double total = total(meter);
    double x = left;
    for (int i = 0; i < stages.size() && total > 0; i++) {
      double w = width * meter.milliseconds(i) / total;
      canvas.shapes().rectangle(x, top, w, canvas.px(6), Theme.series(i));
      x += w;
    }
  }

  private double total(Meter meter) {
    double total = 0;
    for (int i = 0; i < stages.size(); i++) {
      total += meter.milliseconds(i);
    }
    return total;
  }

  private void stageTexts(Canvas canvas, Meter meter, int left, int top, int width) {
    Shapes shapes = canvas.shapes();
    double over = stageWidth(canvas, meter) - width;
    double less = Math.max(0, over / stages.size()); // names give way, numbers do not
    double x = left;
    for (int i = 0; i < stages.size(); i++) {
      double r = canvas.px(4);
      shapes.disc(x + r, top + canvas.line() / 2.0 - canvas.px(1), r, Theme.series(i));
      x += 2 * r + canvas.px(5);
      double room = Math.max(0, shapes.textWidth(stages.get(i)) - less);
      shapes.text(stages.get(i), x, top, room, Theme.DIM);
      x += room + canvas.px(5);
      milliseconds(meter, i);
      shapes.text(text, x, top, Theme.TEXT);
      x += shapes.textWidth(text) + canvas.px(14);
    }
    shapes.text("ms", x, top, Theme.DIM);
  }

  /** Pixels that the stages take if all names are whole. */
  private double stageWidth(Canvas canvas, Meter meter) {
    Shapes shapes = canvas.shapes();
    double width = shapes.textWidth("ms");
    for (int i = 0; i < stages.size(); i++) {
      milliseconds(meter, i);
      width += 2 * canvas.px(4) + 2 * canvas.px(5) + canvas.px(14);
      width += shapes.textWidth(stages.get(i)) + shapes.textWidth(text);
    }
    return width;
  }

  private void milliseconds(Meter meter, int stage) {
    text.setLength(0);
    Numbers.append(text, meter.milliseconds(stage), 1);
  }

  private void factTexts(Canvas canvas, Meter meter, Facts facts, int left, int top, int width) {
    Shapes shapes = canvas.shapes();
    text.setLength(0);
    Numbers.append(text, meter.rate(), 1);
    text.append(" frames/s");
    shapes.text(text, left, top, width, Theme.TEXT);
    double x = left + Math.max(shapes.textWidth(text), canvas.px(100)) + canvas.px(18);
    String right = facts.message.isEmpty() ? "H: keys" : facts.message;
    double rightRoom = Math.max(0, Math.min(shapes.textWidth(right), left + width - x));
    double rightX = left + width - rightRoom;
    int color = facts.message.isEmpty() ? Theme.DIM : Theme.ACCENT;
    shapes.text(right, rightX, top, rightRoom, color);
    double dotX = rightX - canvas.px(14);
    if (facts.recording) {
      shapes.disc(dotX, top + canvas.line() / 2.0 - canvas.px(1), canvas.px(5), Theme.RECORDING);
    }
    describe(meter, facts);
    shapes.text(text, x, top, Math.max(0, dotX - canvas.px(8) - x), Theme.DIM);
  }

  private void describe(Meter meter, Facts facts) {
    text.setLength(0);
    text.append("frame ").append(facts.frame);
    if (facts.frames > 1) {
      text.append(" of ").append(facts.frames);
    }
    text.append("    shown ");
    Numbers.append(text, meter.shown(), 1);
    text.append("/s    late ").append(facts.late);
    if (!facts.mode.isEmpty()) {
      text.append("    ").append(facts.mode);
    }
    if (!facts.flags.isEmpty()) {
      text.append("    ").append(facts.flags);
    }
  }

  /** The share of the timeline at a place, -1 outside of it. */
  double timelineAt(double x, double y) {
    return bar.contains(x, y) ? timelineAt(x) : -1;
  }

  /** The same for a mouse that is being dragged, wherever it is. */
  double timelineAt(double x) {
    return Math.max(0, Math.min(1, (x - bar.left()) / bar.width()));
  }
}
