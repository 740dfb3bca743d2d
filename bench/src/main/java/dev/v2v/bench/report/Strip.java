package dev.v2v.bench.report;

import dev.v2v.bench.harness.Statistics;
import java.util.Arrays;
import java.util.List;

/** All samples of a row as ticks on one line, a little apart for each round, as SVG. */
final class Strip {
  private static final int WIDTH = 240;
  private static final int HEIGHT = 26;
  private static final int MOST_TICKS = 60;

  /** Samples beyond this many medians are drawn at the edge. */
  private static final double REACH = 0.3;

  private Strip() {}

  static String svg(List<double[]> rounds) {
    double[] all = rounds.stream().flatMapToDouble(Arrays::stream).toArray();
    double median = Statistics.median(all);
    double low = Math.max(Statistics.quantile(all, 0), median * (1 - REACH));
    double high = Math.min(Statistics.quantile(all, 1), median * (1 + REACH));
    double room = Math.max(high - low, 1e-3 * median);
    StringBuilder svg = new StringBuilder();
    svg.append(
        Html.format(
            "<svg class=\"strip\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"samples from %s"
                + " to %s\">",
            WIDTH, HEIGHT, Tables.time(low), Tables.time(high)));
    double lane = (double) HEIGHT / rounds.size();
    for (int r = 0; r < rounds.size(); r++) {
      double[] sorted = rounds.get(r).clone();
      Arrays.sort(sorted);
      int ticks = Math.min(MOST_TICKS, sorted.length);
      for (int i = 0; i < ticks; i++) {
        double value = sorted[(int) ((long) i * sorted.length / ticks)];
        double share = Math.max(0, Math.min(1, (value - low) / room));
        svg.append(
            Html.format(
                "<path d=\"M%.1f %.1fv%.1f\"/>",
                2 + share * (WIDTH - 4), r * lane + 1, Math.max(1, lane - 2)));
      }
    }
    double at = 2 + (median - low) / room * (WIDTH - 4);
    return svg.append(Html.format("<path class=\"mid\" d=\"M%.1f 0v%d\"/></svg>", at, HEIGHT))
        .toString();
  }
}
