package dev.v2v.bench.analyze;

import dev.v2v.engine.ptx.machine.LaunchTotals;
import dev.v2v.kernels.KernelFamily;
import dev.v2v.kernels.KernelInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** An analysis for people and for programs, beside that of another version if there is one. */
public final class AnalysisReport {
  static final String NOTE =
      "Counted on PTX, which the assembler still turns into machine code: instructions are not"
          + " cycles, and no time follows from them.";
  private static final int WORST = 10;
  private static final int LINES = 60;

  private final KernelFamily family;
  private final KernelInfo info;
  private final KernelAnalysis analysis;
  private final KernelAnalysis other;
  private final List<SourceLine> lines;

  /**
   * A report.
   *
   * @param other the same case with another version, {@code null} for none
   */
  public AnalysisReport(
      KernelFamily family, KernelInfo info, KernelAnalysis analysis, KernelAnalysis other) {
    this.family = family;
    this.info = info;
    this.analysis = analysis;
    this.other = other;
    this.lines = SourceLine.of(family.name(), analysis.steps());
  }

  /** Everything, with every line. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kernel", info.name());
    json.put("note", NOTE);
    json.putAll(analysis.summary());
    json.put("lines", lines);
    if (other != null) {
      json.put("against", other.entry());
      json.put("againstTotals", other.totals());
    }
    return json;
  }

  /** The same for people. */
  public String text() {
    StringBuilder text = new StringBuilder();
    line(text, "%s in case '%s'", analysis.entry(), analysis.caseName());
    if (!analysis.problem().isEmpty()) {
      line(text, "FAILED: %s", analysis.problem());
    }
    line(text, "largest launch %s%n%s%n", analysis.shape(), NOTE);
    totals(text);
    for (Occupancy o : analysis.occupancy()) {
      line(
          text,
          "sm_%d: %d registers, %d of %d warps (%.0f %%), kept from more by %s",
          o.sm(),
          o.registers(),
          o.warps(),
          o.mostWarps(),
          100 * o.share(),
          o.limit());
    }
    List<SourceLine> worst = SourceLine.worstCoalesced(lines);
    line(text, "%nGlobal accesses that move more sectors than they need, the worst first:");
    table(text, worst.subList(0, Math.min(WORST, worst.size())));
    List<SourceLine> busiest =
        lines.stream()
            .sorted(Comparator.comparingLong(SourceLine::lanes).reversed())
            .limit(LINES)
            .toList();
    List<SourceLine> shown = lines.stream().filter(busiest::contains).toList();
    line(text, "%nThe %d busiest of %d lines, in their order:", shown.size(), lines.size());
    table(text, shown);
    return text.toString().stripTrailing();
  }

  private void totals(StringBuilder text) {
    List<LaunchTotals> columns = new ArrayList<>(List.of(analysis.totals()));
    line(text, "%-24s %14s%s", "", version(analysis), other == null ? "" : both());
    if (other != null) {
      columns.add(other.totals());
    }
    row(text, "launches", columns, LaunchTotals::launches);
    row(text, "warp instructions", columns, LaunchTotals::issued);
    row(text, "lane instructions", columns, LaunchTotals::laneInstructions);
    row(text, "flops", columns, LaunchTotals::flops);
    row(text, "global requests", columns, LaunchTotals::globalRequests);
    row(text, "32-byte sectors", columns, LaunchTotals::sectors);
    row(text, "sectors needed", columns, LaunchTotals::needed);
    row(text, "bytes asked for", columns, LaunchTotals::globalBytes);
    row(text, "shared requests", columns, LaunchTotals::sharedRequests);
    row(text, "bank passes", columns, LaunchTotals::passes);
    row(text, "divergent branches", columns, LaunchTotals::diverged);
    row(text, "barriers", columns, LaunchTotals::barriers);
    row(text, "atomic contention", columns, LaunchTotals::contention);
    line(
        text,
        "%.0f %% of the sectors were needed; %.2f flops a byte moved%n",
        100 * analysis.totals().efficiency(),
        analysis.totals().intensity());
  }

  private String both() {
    return String.format(Locale.ROOT, " %14s %9s", version(other), "ratio");
  }

  private String version(KernelAnalysis a) {
    return a.entry().substring(info.name().length() + 1);
  }

  private static void row(
      StringBuilder text,
      String name,
      List<LaunchTotals> columns,
      ToLongFunction<LaunchTotals> number) {
    long first = number.applyAsLong(columns.get(0));
    String more = "";
    if (columns.size() > 1) {
      long second = number.applyAsLong(columns.get(1));
      String ratio = first == 0 ? "" : String.format(Locale.ROOT, "%.2f", second / (double) first);
      more = String.format(Locale.ROOT, " %14d %9s", second, ratio);
    }
    line(text, "%-24s %14d%s", name, first, more);
  }

  private void table(StringBuilder text, List<SourceLine> shown) {
    line(
        text,
        "%10s %8s %8s %6s %8s %8s %6s  %s",
        "lanes",
        "requests",
        "sectors",
        "needed",
        "shared",
        "passes",
        "parted",
        "line");
    for (SourceLine l : shown) {
      line(
          text,
          "%10d %8s %8s %6s %8s %8s %6s  %s  %s",
          l.lanes(),
          orBlank(l.requests()),
          orBlank(l.sectors()),
          l.sectors() == 0 ? "" : 100 * l.needed() / l.sectors() + " %",
          orBlank(l.sharedRequests()),
          orBlank(l.bankPasses()),
          orBlank(l.diverged()),
          l.place(),
          code(l));
    }
  }

  private static String orBlank(long value) {
    return value == 0 ? "" : Long.toString(value);
  }

  /** The line of the source, or the instruction where the PTX tells none, as line 0 does. */
  private String code(SourceLine l) {
    int colon = l.place().lastIndexOf(':');
    String file = l.place().substring(0, colon);
    int number = Integer.parseInt(l.place().substring(colon + 1));
    String source =
        file.equals(family.name() + ".cu")
            ? family.source()
            : family.headers().getOrDefault(file, "");
    Optional<String> line =
        number == 0 ? Optional.empty() : source.lines().skip(number - 1).findFirst();
    return line.map(String::strip).orElse(l.text());
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
