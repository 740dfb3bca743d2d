package dev.v2v.preview;

import dev.v2v.preview.gl.Shapes;
import java.util.List;
import java.util.Set;

/** The list of keys, on top of everything else. */
final class HelpPanel {
  private HelpPanel() {}

  static void draw(Canvas canvas, Set<KeyAction> actions) {
    Shapes shapes = canvas.shapes();
    int line = canvas.line() + canvas.px(3);
    double keys = 0;
    double meanings = 0;
    for (KeyAction a : actions) {
      keys = Math.max(keys, shapes.textWidth(a.keys()));
      meanings = Math.max(meanings, shapes.textWidth(a.meaning()));
    }
    int pad = canvas.px(20);
    int gap = canvas.px(18);
    String mouse = "Drag a point of the result and the picture follows.";
    boolean drags = actions.contains(KeyAction.RELEASE);
    double w = Math.max(keys + gap + meanings, drags ? shapes.textWidth(mouse) : 0) + 2 * pad;
    double h = (actions.size() + (drags ? 1.5 : 0)) * line + 2 * pad;
    double left = Math.rint((canvas.width() - w) / 2);
    double top = Math.rint(Math.max(0, (canvas.height() - h) / 2));
    shapes.rectangle(left, top, w, h, Theme.SHADE);
    shapes.frame(left, top, w, h, canvas.px(1), Theme.EMPTY);
    double y = top + pad;
    for (KeyAction a : actions) {
      shapes.text(a.keys(), left + pad, y, Theme.ACCENT);
      shapes.text(a.meaning(), left + pad + keys + gap, y, Theme.TEXT);
      y += line;
    }
    if (drags) {
      shapes.text(mouse, left + pad, y + line / 2.0, Theme.DIM);
    }
  }

  /** The same for a terminal. */
  static List<String> lines(Set<KeyAction> actions) {
    return actions.stream().map(a -> String.format("  %-8s %s", a.keys(), a.meaning())).toList();
  }
}
