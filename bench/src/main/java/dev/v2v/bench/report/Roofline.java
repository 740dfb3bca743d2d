package dev.v2v.bench.report;

import dev.v2v.bench.harness.Ceilings;
import dev.v2v.bench.harness.Row;
import dev.v2v.engine.DType;
import java.math.BigDecimal;
import java.util.List;

/**
 * Rows of one element type under the machine's ceilings, as SVG: operations per byte to the right,
 * operations per second upward, both logarithmic. Rows without operations have no place in it, and
 * those of the Java around the kernels say nothing here.
 */
final class Roofline {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 420;
  private static final int LEFT = 92;
  private static final int RIGHT = 28;
  private static final int TOP = 16;
  private static final int BOTTOM = 46;

  private final Ceilings ceilings;
  private final DType dtype;
  private final List<Row> rows;
  private final double xMin;
  private final double xMax;
  private final double yMin;
  private final double yMax;

  Roofline(Ceilings ceilings, DType dtype, List<Row> all) {
    this.ceilings = ceilings;
    this.dtype = dtype;
    this.rows =
        all.stream()
            .filter(r -> r.isMeasured() && r.dtype() == dtype && !r.suite().equals("host"))
            .filter(r -> r.work().flops() > 0 && r.work().bytes() > 0)
            .toList();
    double peak = peak();
    double ridge = peak / ceilings.bytesPerSecond();
    xMin =
        decade(
            Math.min(rows.stream().mapToDouble(Roofline::intensity).min().orElse(ridge), ridge),
            -1);
    xMax =
        decade(
            Math.max(rows.stream().mapToDouble(Roofline::intensity).max().orElse(ridge), ridge), 1);
    yMin = decade(rows.stream().mapToDouble(Row::flopsPerSecond).min().orElse(peak / 100), -1);
    yMax = decade(peak, 1);
  }

  private double peak() {
    return ceilings
        .flopsPerSecond()
        .getOrDefault(dtype, ceilings.flopsPerSecond().getOrDefault(DType.FLOAT32, 1e9));
  }

  /** The power of ten below or above, and a little further if it is near. */
  private static double decade(double value, int direction) {
    double log = Math.log10(value) + 0.15 * direction;
    return Math.pow(10, direction < 0 ? Math.floor(log) : Math.ceil(log));
  }

  private static double intensity(Row row) {
    return (double) row.work().flops() / row.work().bytes();
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  String svg() {
    StringBuilder svg = new StringBuilder();
    svg.append(
        Html.format(
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Roofline of %s\">%n",
            WIDTH, HEIGHT, dtype));
    grid(svg);
    roof(svg);
    for (Row row : rows) {
      svg.append(
          Html.format(
              "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4.5\"><title>%s: %s, %s of the"
                  + " ceiling</title></circle>%n",
              row.suite(),
              x(intensity(row)),
              y(row.flopsPerSecond()),
              Html.text(row.key()),
              Tables.rate(row.flopsPerSecond(), "FLOP/s"),
              Tables.percent(row.share(ceilings))));
    }
    return svg.append("</svg>").toString();
  }

  private void grid(StringBuilder svg) {
    for (double v = xMin; v <= xMax * 1.001; v *= 10) {
      svg.append(
          Html.format(
              "<line class=\"rule\" x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\"/>"
                  + "<text class=\"middle\" x=\"%1$.1f\" y=\"%4$d\">%5$s</text>%n",
              x(v), TOP, HEIGHT - BOTTOM, HEIGHT - BOTTOM + 16, label(v)));
    }
    for (double v = yMin; v <= yMax * 1.001; v *= 10) {
      svg.append(
          Html.format(
              "<line class=\"rule\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                  + "<text class=\"end\" x=\"%d\" y=\"%.1f\">%s</text>%n",
              LEFT, WIDTH - RIGHT, y(v), y(v), LEFT - 6, y(v) + 4, Tables.rate(v, "F")));
    }
    svg.append(
        Html.format(
            "<text class=\"end\" x=\"%d\" y=\"%d\">operations per byte</text>%n",
            WIDTH - RIGHT, HEIGHT - 8));
    svg.append(
        Html.format("<text x=\"%d\" y=\"%d\">operations a second (F)</text>%n", LEFT, HEIGHT - 8));
  }

  private static String label(double v) {
    return new BigDecimal(Html.format("%.1g", v)).stripTrailingZeros().toPlainString();
  }

  private void roof(StringBuilder svg) {
    double ridge = peak() / ceilings.bytesPerSecond();
    double startX = Math.max(xMin, yMin / ceilings.bytesPerSecond());
    svg.append(
        Html.format(
            "<polyline class=\"roof\" points=\"%.1f,%.1f %.1f,%.1f %.1f,%.1f\"/>%n",
            x(startX),
            y(startX * ceilings.bytesPerSecond()),
            x(ridge),
            y(peak()),
            x(xMax),
            y(peak())));
    svg.append(
        Html.format(
            "<text x=\"%.1f\" y=\"%.1f\">matrix product, %s</text>%n",
            x(ridge), y(peak()) - 6, Tables.rate(peak(), "FLOP/s")));
    svg.append(
        Html.format(
            "<text class=\"end\" x=\"%.1f\" y=\"%.1f\">copy, %s</text>%n",
            x(Math.sqrt(startX * ridge)) - 10, // to the left of the middle of the slope
            y(Math.sqrt(startX * ridge) * ceilings.bytesPerSecond()) - 6,
            Tables.rate(ceilings.bytesPerSecond(), "B/s")));
  }

  private double x(double intensity) {
    double share = Math.log(intensity / xMin) / Math.log(xMax / xMin);
    return LEFT + share * (WIDTH - LEFT - RIGHT);
  }

  private double y(double rate) {
    double share = Math.log(rate / yMin) / Math.log(yMax / yMin);
    return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
  }
}
