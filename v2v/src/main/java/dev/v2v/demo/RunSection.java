package dev.v2v.demo;

import dev.v2v.engine.Finding;

/** Everything needed to repeat the run. */
record RunSection(Report report) implements Section {
  @Override
  public String id() {
    return "run";
  }

  @Override
  public String title() {
    return "This run";
  }

  @Override
  public String html() {
    StringBuilder rows = new StringBuilder();
    Report.Model model = report.model();
    row(rows, "command", "java -jar v2v-engine.jar " + report.about().command());
    row(rows, "version", report.about().version());
    row(
        rows,
        "model",
        Html.format(
            "%s, %,d parameters, %d key points",
            model.name(), model.parameters(), model.keyPoints()));
    row(rows, "device", report.device() + ": " + report.deviceDescription());
    row(rows, "precision", report.about().precision());
    row(
        rows,
        "clip",
        Html.format(
            "%d frames of %d x %d at %.0f a second, puppets of seed %d",
            report.frames(), model.side(), model.side(), report.frameRate(), report.seed()));
    report.about().machine().stream()
        .filter(Finding::ok)
        .forEach(f -> row(rows, f.item(), f.detail()));
    for (String warning : report.warnings()) {
      row(rows, "warning", warning);
    }
    return """
        <div class="wide"><table class="facts"><tbody>%s</tbody></table></div>
        <p class="note">Beside this page: %s. The numbers on it are also in its source, as JSON.</p>
        """
        .formatted(rows, Html.text(String.join(", ", report.files())));
  }

  private static void row(StringBuilder rows, String name, String value) {
    rows.append("<tr><th>").append(Html.text(name)).append("</th><td>");
    rows.append(Html.text(value)).append("</td></tr>\n");
  }
}
