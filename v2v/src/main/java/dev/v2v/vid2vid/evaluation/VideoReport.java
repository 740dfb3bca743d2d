package dev.v2v.vid2vid.evaluation;

import dev.v2v.media.RgbFrame;
import dev.v2v.metrics.MetricTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What an evaluation found: for each model, and for what stands beside them, means over all frames
 * of L1 and SSIM against the recorded frame, PSNR in decibels, and the warp error. Immutable.
 */
public final class VideoReport {
  private static final List<String> HEAD = List.of("", "L1", "PSNR, dB", "SSIM", "warp error");

  private final Map<String, MetricTable> scores;
  private final VideoSheet sheet;

  VideoReport(Map<String, MetricTable> scores, VideoSheet sheet) {
    this.scores = scores;
    this.sheet = sheet;
  }

  /** Means by name and measure; NaN where there is none, as for the PSNR of equal images. */
  public Map<String, Map<String, Double>> means() {
    Map<String, Map<String, Double>> means = new LinkedHashMap<>();
    scores.forEach((name, table) -> means.put(name, table.means()));
    return means;
  }

  /** The means as JSON has them; {@code null} for what is none. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    means()
        .forEach(
            (name, values) -> {
              Map<String, Object> row = new LinkedHashMap<>();
              values.forEach((measure, v) -> row.put(measure, Double.isFinite(v) ? v : null));
              json.put(name, row);
            });
    return json;
  }

  /** Last frames of the first clips, as everyone shows them; empty if none were asked for. */
  public Optional<RgbFrame> sheet() {
    return sheet.last();
  }

  /** The first clips, moment by moment, as everyone shows them; empty if none were asked for. */
  public List<RgbFrame> film() {
    return sheet.film();
  }

  /** An aligned table for a terminal. */
  public String text() {
    int longest = rows().stream().mapToInt(cells -> cells.get(0).length()).max().orElse(0);
    String format = "%-" + Math.max(24, longest) + "s %8s %9s %8s %11s";
    StringBuilder text = new StringBuilder(line(format, HEAD));
    rows().forEach(cells -> text.append('\n').append(line(format, cells)));
    return text.toString();
  }

  private static String line(String format, List<String> cells) {
    return String.format(Locale.ROOT, format, cells.toArray()).stripTrailing();
  }

  /** The table in Markdown. */
  public String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("| ").append(String.join(" | ", HEAD)).append(" |\n|---|---:|---:|---:|---:|\n");
    rows().forEach(c -> text.append("| ").append(String.join(" | ", c)).append(" |\n"));
    return text.toString();
  }

  private List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    means()
        .forEach(
            (name, values) -> {
              List<String> cells = new ArrayList<>(List.of(name));
              for (String measure : Vid2vidEvaluation.MEASURES) {
                double value = values.getOrDefault(measure, Double.NaN);
                int decimals = measure.equals("psnr_db") ? 2 : 4;
                cells.add(
                    Double.isFinite(value)
                        ? String.format(Locale.ROOT, "%." + decimals + "f", value)
                        : "-");
              }
              rows.add(cells);
            });
    return rows;
  }
}
