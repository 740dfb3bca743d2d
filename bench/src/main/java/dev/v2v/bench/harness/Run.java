package dev.v2v.bench.harness;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All results of one call of the benchmark command. Immutable.
 *
 * @param facts about machine, versions and settings, by name
 * @param rows in the order of measuring
 * @param skipped settings that did not apply, each with its reason
 * @param complaints what was wrong with the run as a whole
 */
public record Run(
    Map<String, String> facts,
    Ceilings ceilings,
    List<Row> rows,
    List<String> skipped,
    List<String> complaints) {
  /** The fact that says how many processes there were, 1 without it. */
  public static final String FORKS = "forks";

  private static final String DEVICE = "device";
  private static final String JMH_SUITE = "host";

  public Run {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    rows = List.copyOf(rows);
    skipped = List.copyOf(skipped);
    complaints = List.copyOf(complaints);
  }

  /**
   * Several runs of the same as one: all rounds, and of every ceiling the highest, since a ceiling
   * is what was reached once.
   *
   * @param runs at least one
   */
  public static Run merged(List<Run> runs) {
    Run first = runs.get(0);
    Map<String, Row> rows = new LinkedHashMap<>();
    Set<String> skipped = new LinkedHashSet<>();
    Set<String> complaints = new LinkedHashSet<>();
    Ceilings ceilings = first.ceilings;
    for (Run run : runs) {
      run.rows.forEach(row -> rows.merge(row.key(), row, Row::plus));
      skipped.addAll(run.skipped);
      complaints.addAll(run.complaints);
      ceilings = ceilings.highest(run.ceilings);
    }
    return new Run(
        first.facts,
        ceilings,
        List.copyOf(rows.values()),
        List.copyOf(skipped),
        List.copyOf(complaints));
  }

  /**
   * In how many processes a row was measured that may each have another speed. A virtual machine
   * compiles differently each time; times that a GPU measures do not know of it, and every round
   * counts.
   */
  public int processes(Row row) {
    boolean byDevice = facts.getOrDefault(DEVICE, "").startsWith("cuda");
    boolean byJmh = row.suite().equals(JMH_SUITE); // which starts its own
    return byJmh || byDevice
        ? row.rounds().size()
        : Integer.parseInt(facts.getOrDefault(FORKS, "1"));
  }

  /** This run with other facts. */
  public Run with(Map<String, String> others) {
    return new Run(others, ceilings, rows, skipped, complaints);
  }
}
