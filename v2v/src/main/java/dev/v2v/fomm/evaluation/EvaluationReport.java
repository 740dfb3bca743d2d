package dev.v2v.fomm.evaluation;

import dev.v2v.media.RgbFrame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What an evaluation found, as numbers, text, Markdown and pictures. Immutable. */
public final class EvaluationReport {
  private static final String[] HEAD = {"", "model", "copy", "zero motion", "ratio"};

  private final Map<String, List<ReportRow>> sections;
  private final Sheets sheets;

  EvaluationReport(Map<String, List<ReportRow>> sections, Sheets sheets) {
    this.sections = sections;
    this.sheets = sheets;
  }

  /** The rows of each section: {@code reconstruction}, {@code transfer_relative} and so on. */
  public Map<String, List<ReportRow>> sections() {
    return sections;
  }

  /** A picture for each section that has some: source, driving frame, result and truth. */
  public Map<String, RgbFrame> sheets() {
    return sheets.draw();
  }

  /** Numbers by section, measure and column, as JSON has them; {@code null} for what is not. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    sections.forEach(
        (section, rows) -> {
          Map<String, Object> measures = new LinkedHashMap<>();
          for (ReportRow row : rows) {
            Map<String, Object> columns = new LinkedHashMap<>();
            columns.put("model", number(row.model()));
            columns.put("copy", number(row.copy()));
            columns.put("zero_motion", number(row.zeroMotion()));
            columns.put("ratio", number(row.ratio()));
            columns.put("frames", row.frames());
            columns.put("excluded", row.excluded());
            measures.put(row.measure().key(), columns);
          }
          json.put(section, measures);
        });
    return json;
  }

  private static Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }

  /** An aligned table for a terminal. */
  public String text() {
    StringBuilder text = new StringBuilder();
    sections.forEach(
        (section, rows) -> {
          if (text.length() > 0) {
            text.append('\n');
          }
          text.append(line(title(section), HEAD[1], HEAD[2], HEAD[3], HEAD[4]));
          for (ReportRow row : rows) {
            text.append(line(cells(row)));
          }
        });
    return text.toString().stripTrailing();
  }

  private static String line(String... cells) {
    return String.format(Locale.ROOT, "%-20s %10s %10s %12s %8s\n", (Object[]) cells);
  }

  /** A table a section, in Markdown. */
  public String markdown() {
    StringBuilder text = new StringBuilder();
    sections.forEach(
        (section, rows) -> {
          text.append("| ")
              .append(title(section))
              .append(" | model | copy | zero motion | ratio |\n");
          text.append("|---|---:|---:|---:|---:|\n");
          for (ReportRow row : rows) {
            text.append("| ").append(String.join(" | ", cells(row))).append(" |\n");
          }
          text.append('\n');
        });
    return text.toString();
  }

  private static String title(String section) {
    return section.replace('_', ' ');
  }

  private static String[] cells(ReportRow row) {
    List<String> cells = new ArrayList<>(List.of(row.measure().title()));
    for (double value : new double[] {row.model(), row.copy(), row.zeroMotion()}) {
      cells.add(format(row.measure().decimals(), value));
    }
    cells.add(format(3, row.ratio()));
    return cells.toArray(String[]::new);
  }

  private static String format(int decimals, double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + decimals + "f", value) : "-";
  }
}
