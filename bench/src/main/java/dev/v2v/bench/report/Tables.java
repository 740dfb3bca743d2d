package dev.v2v.bench.report;

import dev.v2v.bench.harness.Ceilings;
import dev.v2v.bench.harness.Check;
import dev.v2v.bench.harness.Row;
import dev.v2v.bench.harness.Run;
import dev.v2v.bench.harness.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A run as a table of texts, in CSV and in Markdown. */
final class Tables {
  private static final double NANO = 1e-9;

  private Tables() {}

  /** One line a row; times in seconds, rates in plain units, shares from 0 to 1. */
  static String csv(Run run) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "suite,name,params,dtype,check,seconds,error,noise,samples,cold_seconds,elements,unit,"
            + "bytes,flops,bytes_per_second,flops_per_second,bound,share,complaints");
    for (Row row : run.rows()) {
      List<String> cells = new ArrayList<>();
      cells.add(row.suite());
      cells.add(row.name());
      cells.add(params(row));
      cells.add(row.dtype().name());
      cells.add(row.check().status().name());
      cells.addAll(numbers(row, run.ceilings()));
      cells.add(String.join("; ", row.complaints()));
      lines.add(String.join(",", cells.stream().map(Tables::quoted).toList()));
    }
    return String.join("\n", lines) + "\n";
  }

  private static List<String> numbers(Row row, Ceilings ceilings) {
    List<String> work =
        List.of(
            Long.toString(row.work().elements()),
            row.work().unit(),
            Long.toString(row.work().bytes()),
            Long.toString(row.work().flops()));
    List<String> cells = new ArrayList<>();
    if (!row.isMeasured()) {
      cells.addAll(List.of("", "", "", "", ""));
      cells.addAll(work);
      cells.addAll(List.of("", "", "", ""));
      return cells;
    }
    Summary s = row.summary();
    cells.add(number(s.seconds()));
    cells.add(number(s.error()));
    cells.add(number(s.noise()));
    cells.add(Integer.toString(s.count()));
    cells.add(row.cold().isEmpty() ? "" : number(Summary.of(row.cold()).seconds()));
    cells.addAll(work);
    cells.add(number(row.bytesPerSecond()));
    cells.add(number(row.flopsPerSecond()));
    cells.add(ceilings.bound(row.work(), row.dtype()).by());
    cells.add(number(row.share(ceilings)));
    return cells;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }

  private static String quoted(String cell) {
    return cell.matches("[^,\"\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }

  /** A table a suite, and what was wrong. */
  static String markdown(Run run) {
    StringBuilder text = new StringBuilder("# Benchmarks\n\n");
    run.facts().forEach((k, v) -> text.append("- ").append(k).append(": ").append(v).append('\n'));
    text.append("- copy bandwidth: ")
        .append(rate(run.ceilings().bytesPerSecond(), "B/s"))
        .append('\n');
    run.ceilings()
        .flopsPerSecond()
        .forEach(
            (dtype, rate) ->
                text.append("- matrix product in ")
                    .append(dtype)
                    .append(": ")
                    .append(rate(rate, "FLOP/s"))
                    .append('\n'));
    run.complaints().forEach(c -> text.append("- **").append(c).append("**\n"));
    for (String suite : run.rows().stream().map(Row::suite).distinct().toList()) {
      text.append("\n## ").append(suite).append("\n\n");
      text.append(
          "| benchmark | time | ± | cold | GB/s | GFLOP/s | of ceiling | bound | check |\n");
      text.append("|---|---:|---:|---:|---:|---:|---:|---|---|\n");
      run.rows().stream()
          .filter(row -> row.suite().equals(suite))
          .forEach(row -> text.append(line(row, run.ceilings())));
    }
    if (!run.skipped().isEmpty()) {
      text.append("\nNot applicable here:\n\n");
      run.skipped().forEach(s -> text.append("- ").append(s).append('\n'));
    }
    return text.toString();
  }

  private static String line(Row row, Ceilings ceilings) {
    String name = (row.name() + " " + params(row)).strip();
    if (!row.isMeasured()) {
      return "| " + name + " | | | | | | | | " + row.check().detail().replace("|", "/") + " |\n";
    }
    Summary s = row.summary();
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.1f %% | %s | %.1f | %s | %s | %s | %s |%n",
        name,
        time(s.seconds()),
        100 * s.error(),
        row.cold().isEmpty() ? "" : time(Summary.of(row.cold()).seconds()),
        row.bytesPerSecond() * NANO,
        row.work().flops() == 0
            ? ""
            : String.format(Locale.ROOT, "%.1f", row.flopsPerSecond() * NANO),
        percent(row.share(ceilings)),
        ceilings.bound(row.work(), row.dtype()).by(),
        checked(row.check()));
  }

  static String checked(Check check) {
    return switch (check.status()) {
      case RIGHT -> "right";
      case WRONG -> "wrong";
      case UNCHECKED -> "unchecked";
    };
  }

  /** Axes and values. */
  static String params(Row row) {
    List<String> parts = new ArrayList<>();
    row.params().forEach((axis, value) -> parts.add(axis + "=" + value));
    return String.join(" ", parts);
  }

  static String percent(double share) {
    double percent = 100 * share;
    return String.format(Locale.ROOT, percent < 10 ? "%.1f %%" : "%.0f %%", percent);
  }

  /** With the unit that leaves one to three digits before the point. */
  static String time(double seconds) {
    if (seconds < 1e-6) {
      return String.format(Locale.ROOT, "%.0f ns", seconds * 1e9);
    }
    if (seconds < 1e-3) {
      return String.format(Locale.ROOT, "%.3g µs", seconds * 1e6);
    }
    return seconds < 1
        ? String.format(Locale.ROOT, "%.3g ms", seconds * 1e3)
        : String.format(Locale.ROOT, "%.3g s", seconds);
  }

  static String rate(double perSecond, String unit) {
    String[] prefixes = {"", "k", "M", "G", "T", "P"};
    int i = 0;
    double value = perSecond;
    while (value >= 1000 && i < prefixes.length - 1) {
      value /= 1000;
      i++;
    }
    return String.format(Locale.ROOT, "%.3g %s%s", value, prefixes[i], unit);
  }
}
