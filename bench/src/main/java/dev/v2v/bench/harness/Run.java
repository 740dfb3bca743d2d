package dev.v2v.bench.harness;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
  public Run {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    rows = List.copyOf(rows);
    skipped = List.copyOf(skipped);
    complaints = List.copyOf(complaints);
  }
}
