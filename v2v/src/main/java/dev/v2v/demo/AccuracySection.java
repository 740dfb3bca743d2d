package dev.v2v.demo;

import java.util.ArrayList;
import java.util.List;

/** Errors against the exact answer, over time and in numbers. */
record AccuracySection(Report report) implements Section {
  @Override
  public String id() {
    return "accuracy";
  }

  @Override
  public String title() {
    return "Against the exact answer";
  }

  @Override
  public String html() {
    List<LinePlot.Line> lines = new ArrayList<>();
    for (int i = 0; i < report.sources().size(); i++) {
      Score.Summary s = report.sources().get(i);
      lines.add(new LinePlot.Line("c" + (i + 1), false, s.l1PerFrame()));
      lines.add(new LinePlot.Line("c" + (i + 1), true, s.copyL1PerFrame()));
    }
    return """
        <p>%s</p>
        <figure class="plot">%s<figcaption>Mean absolute error of each frame. Solid: the result.
        Dashed: the source, shown unchanged. The upright line is the frame above; click to go to
        another.</figcaption></figure>
        <div class="wide"><table>
        <thead><tr><th>source</th><th>result</th><th>warped source</th><th>copy of source</th>
        <th>flow error, px</th><th>mean motion, px</th></tr></thead>
        <tbody>%s</tbody>
        <tfoot><tr><th>mean</th>%s</tr></tfoot>
        </table></div>
        <p class="note">The first three are L1, the mean absolute difference to the exact answer, of
        samples in [0, 1]: of the result, of the source along the model's flow before the generator
        has painted anything, and of the source as it was. Flow error is the
        mean end-point error over the pixels of the answer that the source shows, in pixels of a
        frame %d wide; beside it what no motion at all would give.</p>
        """
        .formatted(
            verdict(),
            new LinePlot(lines, "frame", "L1", "animate").svg(),
            rows(),
            cells(
                report.l1(),
                report.warpedL1(),
                report.copyL1(),
                report.flowEpe(),
                report.stillEpe()),
            report.model().side());
  }

  private String verdict() {
    double l1 = report.l1();
    double copy = report.copyL1();
    double share = 100 * Math.abs(l1 - copy) / copy;
    String picture =
        l1 < copy
            ? Html.format(
                "The results are %.0f %% nearer to the exact answers than the unchanged pictures are",
                share)
            : Html.format(
                "The results are %.0f %% <em>farther</em> from the exact answers than the unchanged"
                    + " pictures are: what is lost in sharpness outweighs what is gained in motion",
                share);
    double explained = 100 * (1 - report.flowEpe() / report.stillEpe());
    String flow =
        explained > 0
            ? Html.format("The flow explains %.0f %% of the motion.", explained)
            : "The flow is farther from the exact one than no motion at all would be.";
    return picture + Html.format(" (%.4f against %.4f). ", l1, copy) + flow;
  }

  private String rows() {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < report.sources().size(); i++) {
      Score.Summary s = report.sources().get(i);
      rows.append(
          Html.format(
              "<tr><th><i class=\"swatch c%d\"></i>%d</th>%s</tr>%n",
              i + 1, i + 1, cells(s.l1(), s.warpedL1(), s.copyL1(), s.flowEpe(), s.stillEpe())));
    }
    return rows.toString();
  }

  private static String cells(double l1, double warpedL1, double copyL1, double epe, double still) {
    return Html.format(
        "<td>%.4f</td><td>%.4f</td><td>%.4f</td><td>%.2f</td><td>%.2f</td>",
        l1, warpedL1, copyL1, epe, still);
  }
}
