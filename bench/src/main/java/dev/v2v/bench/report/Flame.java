package dev.v2v.bench.report;

import dev.v2v.bench.harness.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the time of a model's step goes: the step on top, below it the stages of a frame where they
 * were measured, below those their kernels, each as wide as it is long.
 */
final class Flame {
  private static final String WHOLE = "fomm_frame";
  private static final List<String> STAGES =
      List.of("fomm_key_points", "fomm_motion", "fomm_image");

  /** Kernels below this share of the step are summed up. */
  private static final double SMALLEST = 0.015;

  /** A block with what it is made of; what these leave of it stays empty. */
  private record Block(String name, double seconds, List<Block> parts) {}

  private Flame() {}

  /** A figure for every model of which the kernels' times are known. */
  static String html(List<Row> rows) {
    StringBuilder html = new StringBuilder();
    rows.stream()
        .filter(r -> r.suite().equals("models") && r.isMeasured() && !r.parts().isEmpty())
        .filter(r -> !STAGES.contains(r.name()))
        .forEach(r -> html.append(figure(r, rows)));
    return html.toString();
  }

  private static String figure(Row row, List<Row> rows) {
    List<Block> stages = row.name().equals(WHOLE) ? stages(row, rows) : List.of();
    boolean staged = !stages.isEmpty();
    Block whole =
        new Block(
            (row.name() + " " + Tables.params(row)).strip(),
            row.summary().seconds(),
            staged ? stages : kernels(row, row.summary().seconds()));
    StringBuilder blocks = new StringBuilder();
    double scale = Math.max(whole.seconds(), sum(whole.parts()));
    draw(blocks, whole, scale, 0);
    return Html.format(
        "<figure class=\"flame\"><div>%s</div><figcaption>%s takes %s%s. Kernels are timed one by"
            + " one in a run of their own; what is left empty is between them.</figcaption>"
            + "</figure>%n",
        blocks,
        Html.text(whole.name()),
        Tables.time(whole.seconds()),
        staged ? ": " + Html.text(words(stages)) : "");
  }

  private static List<Block> stages(Row row, List<Row> rows) {
    List<Block> stages = new ArrayList<>();
    for (String name : STAGES) {
      rows.stream()
          .filter(r -> r.name().equals(name) && r.params().equals(row.params()) && r.isMeasured())
          .forEach(
              r -> {
                double seconds = r.summary().seconds();
                String plain = name.replace("fomm_", "").replace('_', ' ');
                stages.add(new Block(plain, seconds, kernels(r, row.summary().seconds())));
              });
    }
    return stages.size() == STAGES.size() ? stages : List.of();
  }

  /**
   * Kernels of a row, those that are small beside the whole step as one.
   *
   * @param step seconds of the whole step
   */
  private static List<Block> kernels(Row row, double step) {
    double seconds = row.summary().seconds();
    double all = row.parts().values().stream().mapToDouble(Double::doubleValue).sum();
    double fit = Math.min(1, seconds / all); // timed on their own they take a little longer
    Map<String, Double> shown = new LinkedHashMap<>();
    double smallest = SMALLEST * step;
    row.parts()
        .forEach(
            (name, own) ->
                shown.merge(own * fit < smallest ? "others" : name, own * fit, Double::sum));
    List<Block> blocks = new ArrayList<>();
    shown.forEach((name, own) -> blocks.add(new Block(name, own, List.of())));
    return blocks;
  }

  private static double sum(List<Block> blocks) {
    return blocks.stream().mapToDouble(Block::seconds).sum();
  }

  private static String words(List<Block> blocks) {
    return String.join(
        ", ", blocks.stream().map(b -> b.name() + " " + Tables.time(b.seconds())).toList());
  }

  private static void draw(StringBuilder html, Block block, double outer, int depth) {
    html.append(
        Html.format(
            "<div class=\"d%d\" style=\"width:%.2f%%\"><b title=\"%s, %s\">%s"
                + " <small>%s</small></b>",
            depth,
            100 * Math.min(1, block.seconds() / outer),
            Html.text(block.name()),
            Tables.time(block.seconds()),
            Html.text(block.name()),
            Tables.time(block.seconds())));
    if (!block.parts().isEmpty()) {
      html.append("<div class=\"row\">");
      double inner = Math.max(block.seconds(), sum(block.parts()));
      block.parts().forEach(part -> draw(html, part, inner, depth + 1));
      html.append("</div>");
    }
    html.append("</div>");
  }
}
