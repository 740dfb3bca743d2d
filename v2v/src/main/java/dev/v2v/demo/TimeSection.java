package dev.v2v.demo;

/** Where the time went. */
record TimeSection(Report report) implements Section {
  @Override
  public String id() {
    return "time";
  }

  @Override
  public String title() {
    return "Time";
  }

  @Override
  public String html() {
    double longest =
        report.stages().stream().mapToDouble(StageTimes.Summary::medianMs).max().orElseThrow();
    StringBuilder rows = new StringBuilder();
    for (StageTimes.Summary s : report.stages()) {
      rows.append(
          Html.format(
              "<tr><th>%s</th><td>%s</td><td>%.1f</td><td>%.1f</td><td>%d</td><td>%.1f</td>"
                  + "<td class=\"bar\"><i class=\"%s\" style=\"width:%.1f%%\"></i></td></tr>%n",
              Html.text(s.stage()),
              Html.text(s.per()),
              s.medianMs(),
              s.p95Ms(),
              s.samples(),
              s.totalSeconds(),
              s.network() ? "network" : "other",
              100 * s.medianMs() / longest));
    }
    return Html.format(
            "<p>The model alone animates one picture at <strong>%.1f frames a second</strong> on"
                + " %s in %s; the whole demonstration took %.1f seconds.</p>%n",
            report.framesPerSecond(),
            Html.text(report.device()),
            Html.text(report.about().precision()),
            report.seconds())
        + """
        <div class="wide"><table>
        <thead><tr><th>stage</th><th>once a</th><th>median, ms</th><th>95 %%, ms</th><th>times</th>
        <th>in all, s</th><th></th></tr></thead>
        <tbody>%s</tbody></table></div>
        <p class="note"><i class="swatch network"></i>the model's work
        <i class="swatch other"></i>the demonstration's own. Wall time, one stage at a time, the
        device waited for. The first frames warm up, which is why medians
        are given.</p>
        """
            .formatted(rows);
  }
}
