package dev.v2v.fomm.evaluation;

import dev.v2v.media.RgbFrame;
import dev.v2v.train.ImageGrid;
import dev.v2v.train.ImageGrid.Pane;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Pictures of the first clips, in a grid for each section: a row a clip. Single-thread. */
final class Sheets {
  private final int clips;
  private final Map<String, List<List<Pane>>> sheets = new LinkedHashMap<>();
  private final Set<String> shown = new HashSet<>();

  /**
   * @param clips rows of a sheet, 0 for no sheets
   */
  Sheets(int clips) {
    this.clips = clips;
  }

  /** Takes the first result of each clip in, as long as there is room. */
  void add(Result result) {
    List<List<Pane>> sheet = sheets.computeIfAbsent(result.section(), s -> new ArrayList<>());
    if (sheet.size() < clips && shown.add(result.section() + "/" + result.clip())) {
      sheet.add(
          List.of(
              new Pane("source", result.source()),
              new Pane("driving", result.driving()),
              Pane.of("model", result.model().picture()),
              new Pane("truth", result.truth().frame()),
              Pane.of("zero motion", result.zeroMotion().picture())));
    }
  }

  /** A grid for each section, by its name. */
  Map<String, RgbFrame> draw() {
    Map<String, RgbFrame> drawn = new LinkedHashMap<>();
    sheets.forEach(
        (section, sheet) -> {
          if (!sheet.isEmpty()) {
            drawn.put(section, ImageGrid.draw(sheet));
          }
        });
    return drawn;
  }
}
