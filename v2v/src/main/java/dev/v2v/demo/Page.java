package dev.v2v.demo;

import java.util.List;

/** One self-contained HTML page: a heading, a summary, sections, and the numbers as JSON. */
final class Page {
  private Page() {}

  /**
   * Composes the page.
   *
   * @param json the report, safe inside a script element
   */
  static String html(Report report, List<Section> sections, String json) {
    StringBuilder contents = new StringBuilder();
    StringBuilder body = new StringBuilder();
    for (Section s : sections) {
      contents.append(Html.format("<a href=\"#%s\">%s</a>%n", s.id(), Html.text(s.title())));
      body.append(Html.format("<section id=\"%s\"><h2>%s</h2>%n", s.id(), Html.text(s.title())));
      body.append(s.html()).append("</section>\n");
    }
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>v2v-engine: pictures in motion</title>
    <link rel="icon" href="data:,">
    <style>
    %s</style>
    </head>
    <body>
    <header>
    <p class="kicker">v2v-engine %s</p>
    <h1>A picture, moving as another does</h1>
    <p class="lead">The First Order Motion Model (Siarohin et al., NeurIPS 2019), trained and run
    by an engine written by hand in Java, on faces drawn by a program; and vid2vid (Wang et al.,
    NeurIPS 2018) on <a href="#street">a street</a>.</p>
    %s
    <nav>%s</nav>
    </header>
    <main>
    %s</main>
    <script type="application/json" id="numbers">%s</script>
    <script>
    %s</script>
    </body>
    </html>
    """
        .formatted(
            Html.resource("page.css"),
            Html.text(report.about().version()),
            tiles(report),
            contents,
            body,
            json,
            Html.resource("page.js"));
  }

  private static String tiles(Report r) {
    return "<dl class=\"tiles\">"
        + tile(Html.format("%.1f", r.framesPerSecond()), "frames a second, one source")
        + tile(Html.format("%.4f", r.l1()), "L1 to the exact answer")
        + tile(Html.format("%.4f", r.copyL1()), "L1 of the unchanged picture")
        + tile(r.device() + ", " + r.about().precision(), r.deviceDescription())
        + "</dl>";
  }

  private static String tile(String value, String meaning) {
    return "<div><dt>" + Html.text(meaning) + "</dt><dd>" + Html.text(value) + "</dd></div>\n";
  }
}
