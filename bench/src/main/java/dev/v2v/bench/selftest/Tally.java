package dev.v2v.bench.selftest;

import dev.v2v.bench.selftest.CaseResult.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Counts results by what was checked, for a table. Single-thread. */
public final class Tally {
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private String current;
  private long began;

  /** One line of the table; {@code share} is the worst of those that passed. */
  private static final class Row {
    int passed;
    int failed;
    int skipped;
    double share;
    double seconds;
  }

  /** Time from now on belongs to {@code check}. */
  public void begin(String check) {
    end();
    current = check;
    began = System.nanoTime();
    rows.putIfAbsent(check, new Row());
  }

  /** Time from now on belongs to nothing. */
  public void end() {
    if (current != null) {
      rows.get(current).seconds += (System.nanoTime() - began) / 1e9;
      current = null;
    }
  }

  /**
   * Counts a result.
   *
   * @param share of the tolerance; that of a failure is in its own line already
   */
  public void add(String check, Status status, double share) {
    Row row = rows.computeIfAbsent(check, k -> new Row());
    switch (status) {
      case PASSED -> {
        row.passed++;
        row.share = Math.max(row.share, share);
      }
      case FAILED -> row.failed++;
      case SKIPPED -> row.skipped++;
    }
  }

  public int passed() {
    return rows.values().stream().mapToInt(r -> r.passed).sum();
  }

  public int failed() {
    return rows.values().stream().mapToInt(r -> r.failed).sum();
  }

  public int skipped() {
    return rows.values().stream().mapToInt(r -> r.skipped).sum();
  }

  /** Lines of a table, the heading first. */
  public List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%-10s %8s %8s %8s %12s %9s",
            "check",
            "passed",
            "failed",
            "skipped",
            "worst share",
            "seconds"));
    rows.forEach(
        (check, r) ->
            lines.add(
                String.format(
                    Locale.ROOT,
                    "%-10s %8d %8d %8d %12.3g %9.1f",
                    check,
                    r.passed,
                    r.failed,
                    r.skipped,
                    r.share,
                    r.seconds)));
    return lines;
  }

  /** The same as values, for JSON. */
  public Map<String, Map<String, Object>> values() {
    Map<String, Map<String, Object>> values = new LinkedHashMap<>();
    rows.forEach(
        (check, r) ->
            values.put(
                check,
                Map.of(
                    "passed", r.passed,
                    "failed", r.failed,
                    "skipped", r.skipped,
                    "worstShare", r.share,
                    "seconds", r.seconds)));
    return values;
  }
}
