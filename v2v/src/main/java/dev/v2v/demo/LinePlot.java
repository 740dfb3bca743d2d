package dev.v2v.demo;

import java.util.List;

/**
 * Lines over frames as SVG, coloured by the page's style sheet.
 *
 * @param lines of one length, at least one
 * @param xTitle what a position is
 * @param yTitle what a height is; heights begin at 0
 * @param follows name of the player whose frame is marked
 */
record LinePlot(List<Line> lines, String xTitle, String yTitle, String follows) {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 260;
  private static final int LEFT = 52;
  private static final int RIGHT = 12;
  private static final int TOP = 22;
  private static final int BOTTOM = 34;

  /** One line; {@code style} is a class of the style sheet. */
  record Line(String style, boolean dashed, List<Double> values) {}

  /**
   * The next of 1, 2, 5, 10, 20, ... times a power of ten that makes at most {@code most} steps.
   */
  static double step(double range, int most) {
    double step = Math.pow(10, Math.floor(Math.log10(range / most)));
    for (double factor : new double[] {1, 2, 5}) {
      if (range / (factor * step) <= most + 1e-9) {
        return factor * step;
      }
    }
    return 10 * step;
  }

  String svg() {
    int frames = lines.get(0).values().size();
    double highest =
        lines.stream().flatMap(l -> l.values().stream()).mapToDouble(v -> v).max().orElseThrow();
    double yStep = step(highest > 0 ? highest : 1, 5);
    double yMax = yStep * Math.max(1, Math.ceil(highest / yStep - 1e-9));
    StringBuilder svg = new StringBuilder();
    svg.append(
        Html.format(
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s by %s\" data-follows=\"%s\""
                + " data-left=\"%d\" data-step=\"%.6f\">%n",
            WIDTH, HEIGHT, Html.text(yTitle), Html.text(xTitle), follows, LEFT, xStep(frames)));
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(yStep) + 1e-9));
    for (double v = 0; v <= yMax * (1 + 1e-9); v += yStep) {
      double y = y(v, yMax);
      svg.append(
          Html.format(
              "<line class=\"rule\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                  + "<text x=\"%d\" y=\"%.1f\" class=\"end\">%."
                  + decimals
                  + "f</text>%n",
              LEFT,
              WIDTH - RIGHT,
              y,
              y,
              LEFT - 8,
              y + 4,
              v));
    }
    int every = (int) Math.max(1, step(Math.max(1, frames - 1), 10));
    for (int t = 0; t < frames; t += every) {
      svg.append(
          Html.format(
              "<text x=\"%.1f\" y=\"%d\" class=\"middle\">%d</text>%n",
              x(t, frames), HEIGHT - BOTTOM + 18, t));
    }
    svg.append(
        Html.format(
            "<text x=\"%d\" y=\"12\">%s</text><text x=\"%d\" y=\"%d\" class=\"end\">%s</text>%n",
            8, Html.text(yTitle), WIDTH - RIGHT, HEIGHT - 3, Html.text(xTitle)));
    lines.forEach(line -> svg.append(polyline(line, yMax)));
    svg.append(
        Html.format(
            "<line class=\"cursor\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/></svg>",
            LEFT, LEFT, TOP, HEIGHT - BOTTOM));
    return svg.toString();
  }

  private static String polyline(Line line, double yMax) {
    StringBuilder points = new StringBuilder();
    int frames = line.values().size();
    for (int t = 0; t < frames; t++) {
      points.append(Html.format("%.1f,%.1f ", x(t, frames), y(line.values().get(t), yMax)));
    }
    return Html.format(
        "<polyline class=\"%s%s\" points=\"%s\"/>%n",
        line.style(), line.dashed() ? " dashed" : "", points.toString().stripTrailing());
  }

  private static double xStep(int frames) {
    return (double) (WIDTH - LEFT - RIGHT) / Math.max(1, frames - 1);
  }

  private static double x(int t, int frames) {
    return LEFT + t * xStep(frames);
  }

  private static double y(double value, double yMax) {
    return HEIGHT - BOTTOM - value / yMax * (HEIGHT - BOTTOM - TOP);
  }
}
