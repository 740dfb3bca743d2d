package dev.v2v.bench.report;

import dev.v2v.bench.harness.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the time of a frame goes: its stages side by side, as wide as they are long. */
final class Stages {
  private static final String WHOLE = "fomm_frame";
  private static final List<String> PARTS = List.of("fomm_key_points", "fomm_motion", "fomm_image");

  /** Shades of the segments in percent, told apart without a legend. */
  private static final int[] SHADES = {18, 34, 50};

  private Stages() {}

  /** A figure for every model of which a frame and all its stages were measured. */
  static String html(List<Row> rows) {
    Map<String, Map<String, Row>> models = new LinkedHashMap<>();
    rows.stream()
        .filter(r -> r.isMeasured() && r.suite().equals("models") && r.params().size() == 1)
        .forEach(
            r ->
                models
                    .computeIfAbsent(Tables.params(r), k -> new LinkedHashMap<>())
                    .put(r.name(), r));
    StringBuilder html = new StringBuilder();
    models.forEach(
        (model, byName) -> {
          if (byName.containsKey(WHOLE) && byName.keySet().containsAll(PARTS)) {
            html.append(figure(model, byName));
          }
        });
    return html.toString();
  }

  private static String figure(String model, Map<String, Row> byName) {
    double whole = byName.get(WHOLE).summary().seconds();
    double sum = PARTS.stream().mapToDouble(p -> byName.get(p).summary().seconds()).sum();
    StringBuilder segments = new StringBuilder();
    List<String> words = new ArrayList<>();
    for (int i = 0; i < PARTS.size(); i++) {
      double seconds = byName.get(PARTS.get(i)).summary().seconds();
      String name = PARTS.get(i).replace("fomm_", "").replace('_', ' ');
      words.add(name + " " + Tables.time(seconds));
      segments.append(
          Html.format(
              "<span style=\"width:%.2f%%;--share:%d%%\">%s</span>",
              100 * seconds / Math.max(whole, sum), SHADES[i], Html.text(words.get(i))));
    }
    return Html.format(
        "<figure class=\"stages\"><div>%s</div><figcaption>A frame of %s takes %s: %s. Stages are"
            + " measured on their own; what is left is between them.</figcaption></figure>%n",
        segments, Html.text(model), Tables.time(whole), Html.text(String.join(", ", words)));
  }
}
