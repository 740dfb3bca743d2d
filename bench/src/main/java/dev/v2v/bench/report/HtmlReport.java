package dev.v2v.bench.report;

import dev.v2v.bench.harness.Check;
import dev.v2v.bench.harness.Row;
import dev.v2v.bench.harness.Run;
import dev.v2v.bench.harness.Summary;
import dev.v2v.engine.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A run as one HTML page that needs nothing else: no network, no scripts. */
final class HtmlReport {
  private final Run run;
  private final Map<String, Verdict> verdicts;
  private final boolean compared;
  private final Optional<CountedKernels> counted;

  /**
   * A report.
   *
   * @param against what was found beside another run, if there is one
   * @param counts of kernels, if there are any
   */
  HtmlReport(Run run, Optional<List<Verdict>> against, Optional<CountedKernels> counts) {
    this.run = run;
    this.counted = counts.map(c -> c.of(run.rows()));
    this.compared = against.isPresent();
    this.verdicts =
        against.orElse(List.of()).stream()
            .collect(Collectors.toMap(Verdict::key, Function.identity()));
  }

  String html() {
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>v2v-engine benchmarks</title>
    <link rel="icon" href="data:,">
    <style>
    %s</style>
    </head>
    <body>
    <header>
    <p class="kicker">v2v-engine</p>
    <h1>Benchmarks on %s</h1>
    <p class="lead">%s</p>
    %s
    <nav>%s</nav>
    </header>
    <main>
    %s</main>
    </body>
    </html>
    """
        .formatted(
            Html.resource("report.css"),
            Html.text(run.facts().getOrDefault("device", "this machine")),
            lead(),
            tiles(),
            navigation(),
            body());
  }

  private String lead() {
    long wrong = run.rows().stream().filter(r -> r.check().status() == Check.Status.WRONG).count();
    String verdict = wrong == 0 ? "no result is wrong" : wrong + " results are wrong";
    String date = run.facts().getOrDefault("date", "").replace("T", " ").replace("Z", " UTC");
    return Html.format("%d rows, %s; <time>%s</time>", run.rows().size(), verdict, Html.text(date));
  }

  private String tiles() {
    StringBuilder tiles = new StringBuilder("<dl class=\"tiles\">");
    tile(tiles, Tables.rate(run.ceilings().bytesPerSecond(), "B/s"), "memory copied, at best");
    for (DType dtype : DType.values()) {
      Double rate = run.ceilings().flopsPerSecond().get(dtype);
      if (rate != null) {
        tile(tiles, Tables.rate(rate, "FLOP/s"), "matrix product in " + dtype + ", at best");
      }
    }
    return tiles.append("</dl>").toString();
  }

  private static void tile(StringBuilder tiles, String value, String meaning) {
    tiles.append(
        Html.format("<div><dt>%s</dt><dd>%s</dd></div>%n", Html.text(meaning), Html.text(value)));
  }

  private List<String> suites() {
    return run.rows().stream().map(Row::suite).distinct().toList();
  }

  private String navigation() {
    StringBuilder links = new StringBuilder();
    links.append("<a href=\"#roofline\">Roofline</a>\n");
    suites().forEach(s -> links.append(Html.format("<a href=\"#%s\">%s</a>%n", s, s)));
    counted.ifPresent(c -> links.append("<a href=\"#counted\">Counted</a>\n"));
    links.append("<a href=\"#conditions\">Conditions</a>\n");
    return links.toString();
  }

  private String body() {
    StringBuilder body = new StringBuilder();
    rooflines(body);
    suites().forEach(suite -> suite(body, suite));
    counted.ifPresent(c -> body.append(c.html()));
    conditions(body);
    return body.toString();
  }

  private void rooflines(StringBuilder body) {
    body.append("<section id=\"roofline\"><h2>Roofline</h2>\n");
    body.append(
        "<p>Each point is a row; under the roof is what this machine's memory and arithmetic, both"
            + " measured in this run, allow. Point at one for its name.</p>\n<p class=\"legend\">");
    suites().stream()
        .filter(s -> !s.equals("host"))
        .forEach(s -> body.append(Html.format("<span class=\"%s\"><i></i>%s</span> ", s, s)));
    body.append("</p>\n");
    for (DType dtype : DType.values()) {
      Roofline roofline = new Roofline(run.ceilings(), dtype, run.rows());
      if (!roofline.isEmpty()) {
        body.append("<figure>").append(roofline.svg());
        body.append(Html.format("<figcaption>%s</figcaption></figure>%n", dtype));
      }
    }
    body.append("</section>\n");
  }

  private void suite(StringBuilder body, String suite) {
    body.append(Html.format("<section id=\"%s\"><h2>%s</h2>%n", suite, suite));
    body.append("<div class=\"wide\"><table><thead><tr><th>benchmark</th><th>time</th><th>±</th>");
    body.append("<th>cold</th><th>GB/s</th><th>GFLOP/s</th>");
    body.append("<th class=\"bar\">of the ceiling</th><th>samples</th>");
    body.append(compared ? "<th>" + Html.text(baseline()) + "</th>" : "")
        .append("</tr></thead><tbody>\n");
    run.rows().stream().filter(r -> r.suite().equals(suite)).forEach(r -> row(body, r));
    body.append("</tbody></table></div>\n");
    body.append(suite.equals("models") ? Flame.html(run.rows()) : "").append("</section>\n");
  }

  private void row(StringBuilder body, Row row) {
    body.append(
        Html.format(
            "<tr><th>%s<small>%s</small>%s%s</th>",
            Html.name(row.name()), Html.text(Tables.params(row)), counts(row), flags(row)));
    if (!row.isMeasured()) {
      body.append(Html.format("<td colspan=\"%d\">not timed</td></tr>%n", compared ? 8 : 7));
      return;
    }
    Summary s = row.summary();
    double share = row.share(run.ceilings());
    body.append(
        Html.format(
            "<td>%s</td><td>%s</td><td>%s</td><td>%.1f</td><td>%s</td>",
            Tables.time(s.seconds()),
            s.error() >= 1 ? "&gt; 100 %" : Tables.percent(s.error()),
            row.cold().isEmpty() ? "" : Tables.time(Summary.of(row.cold()).seconds()),
            row.bytesPerSecond() / 1e9,
            row.work().flops() == 0 ? "" : Html.format("%.1f", row.flopsPerSecond() / 1e9)));
    body.append(
        Html.format(
            "<td class=\"bar %s\"><i style=\"width:%.1f%%\"></i>%s <small>%s</small></td>",
            row.suite(),
            Math.min(100, 100 * share),
            Tables.percent(share),
            run.ceilings().bound(row.work(), row.dtype()).by()));
    body.append("<td>").append(Strip.svg(row.rounds())).append("</td>");
    body.append(compared ? against(verdicts.get(row.key())) : "").append("</tr>\n");
  }

  private String baseline() {
    return run.facts().containsKey("baseline") ? "beside the peer" : "against the baseline";
  }

  private static String against(Verdict v) {
    return v == null
        ? "<td>new</td>"
        : Html.format(
            "<td class=\"%1$s\">%1$s <small>%2$.2f× (%3$.2f to %4$.2f)</small></td>",
            v.outcome().name().toLowerCase(Locale.ROOT), v.ratio(), v.low(), v.high());
  }

  /** A link to what was counted of the row's kernel. */
  private String counts(Row row) {
    boolean has =
        row.suite().equals("kernels") && counted.map(c -> c.has(row.name())).orElse(false);
    return has ? Html.format("<a href=\"#counted-%s\">counted</a>", Html.text(row.name())) : "";
  }

  private static String flags(Row row) {
    List<String> flags = new ArrayList<>();
    if (row.check().status() == Check.Status.WRONG) {
      flags.add("<em class=\"wrong\">wrong: " + Html.text(row.check().detail()) + "</em>");
    }
    row.complaints().forEach(c -> flags.add("<em>" + Html.text(c) + "</em>"));
    return String.join("", flags);
  }

  private void conditions(StringBuilder body) {
    body.append("<section id=\"conditions\"><h2>Conditions</h2>\n<table class=\"facts\">");
    run.facts()
        .forEach(
            (k, v) ->
                body.append(
                    Html.format("<tr><th>%s</th><td>%s</td></tr>%n", Html.text(k), Html.text(v))));
    body.append("</table>\n");
    list(body, "What was wrong with the measurement", run.complaints());
    list(body, "Not applicable here", run.skipped());
    body.append(
        "<p class=\"note\">Times are of runs in a row, on inputs that are in no cache where the"
            + " cache is smaller than 64 copies of them; cold ones are of single runs after the"
            + " cache was emptied. ± is half the 95 % interval, over rounds that go through all"
            + " rows. A result above 100 % kept its output in a cache.</p></section>\n");
  }

  private static void list(StringBuilder body, String title, List<String> items) {
    if (!items.isEmpty()) {
      body.append("<h3>").append(title).append("</h3><ul>");
      items.forEach(i -> body.append("<li>").append(Html.text(i)).append("</li>"));
      body.append("</ul>\n");
    }
  }
}
