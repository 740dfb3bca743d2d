package dev.v2v.fomm.evaluation;

import dev.v2v.media.RgbFrame;
import dev.v2v.train.ImageGrid;
import dev.v2v.train.ImageGrid.Pane;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pictures of the first clips, in a grid for each section: a row a clip. Single-thread. */
final class Sheets {
  private final int clips;
  private final Map<String, List<List<Pane>>> rows = new LinkedHashMap<>();

  /**
   * @param clips rows of a sheet, 0 for no sheets
   */
  Sheets(int clips) {
    this.clips = clips;
  }

  /** Takes the first driving frames of a batch in, as long as there is room. */
  void add(
      String section,
      int frame,
      List<RgbFrame> sources,
      List<RgbFrame> driving,
      List<Judge.Attempt> made,
      List<RgbFrame> answers) {
    List<List<Pane>> sheet = rows.computeIfAbsent(section, s -> new ArrayList<>());
    for (int i = 0; frame == 0 && i < sources.size() && sheet.size() < clips; i++) {
      sheet.add(
          List.of(
              new Pane("source", sources.get(i)),
              new Pane("driving", driving.get(i)),
              Pane.of("model", made.get(i).picture()),
              new Pane("truth", answers.get(i))));
    }
  }

  /** A grid for each section, by its name. */
  Map<String, RgbFrame> draw() {
    Map<String, RgbFrame> drawn = new LinkedHashMap<>();
    rows.forEach(
        (section, sheet) -> {
          if (!sheet.isEmpty()) {
            drawn.put(section, ImageGrid.draw(sheet));
          }
        });
    return drawn;
  }
}
