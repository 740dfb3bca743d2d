package dev.v2v.bench.harness;

import dev.v2v.engine.DType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The result of one benchmark in one setting. Immutable.
 *
 * @param suite of the benchmark
 * @param name of the benchmark
 * @param params value by axis
 * @param rounds seconds of runs in a row, a list of samples for each round; empty if it could not
 *     be measured
 * @param cold seconds of single runs with an empty cache, likewise; may be empty
 * @param complaints what was wrong with the measurement
 * @param parts seconds by kernel of one run, for what is made of many; may be empty
 */
public record Row(
    String suite,
    String name,
    Map<String, String> params,
    DType dtype,
    Work work,
    Check check,
    List<double[]> rounds,
    List<double[]> cold,
    List<String> complaints,
    Map<String, Double> parts) {
  public Row {
    parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
    params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    rounds = List.copyOf(rounds);
    cold = List.copyOf(cold);
    complaints = List.copyOf(complaints);
  }

  /** A row of something that has no parts. */
  public Row(
      String suite,
      String name,
      Map<String, String> params,
      DType dtype,
      Work work,
      Check check,
      List<double[]> rounds,
      List<double[]> cold,
      List<String> complaints) {
    this(suite, name, params, dtype, work, check, rounds, cold, complaints, Map.of());
  }

  /** Whether there are samples. */
  public boolean isMeasured() {
    return !rounds.isEmpty();
  }

  /** Of the runs in a row. */
  public Summary summary() {
    return Summary.of(rounds);
  }

  public double bytesPerSecond() {
    return work.bytes() / summary().seconds();
  }

  public double flopsPerSecond() {
    return work.flops() / summary().seconds();
  }

  /** How near this is to the ceiling that binds it, 1 at the ceiling. */
  public double share(Ceilings ceilings) {
    return ceilings.bound(work, dtype).seconds() / summary().seconds();
  }

  /** What tells this row from all others of a run. */
  public String key() {
    List<String> parts = new ArrayList<>(List.of(suite + "/" + name));
    params.forEach((axis, value) -> parts.add(axis + "=" + value));
    parts.add(dtype.name().toLowerCase(Locale.ROOT));
    return String.join(" ", parts);
  }

  /** This row with the rounds of another run of the same. */
  public Row plus(Row other) {
    List<String> all = new ArrayList<>(complaints);
    for (String complaint : other.complaints) {
      if (all.stream().noneMatch(c -> sort(c).equals(sort(complaint)))) {
        all.add(complaint); // one of a sort is enough, whatever its numbers
      }
    }
    return new Row(
        suite,
        name,
        params,
        dtype,
        work,
        check, // made in the first round only
        join(rounds, other.rounds),
        join(cold, other.cold),
        all,
        parts.isEmpty() ? other.parts : parts);
  }

  private static String sort(String complaint) {
    return complaint.replaceAll("[0-9.]+", "");
  }

  private static List<double[]> join(List<double[]> a, List<double[]> b) {
    List<double[]> both = new ArrayList<>(a);
    both.addAll(b);
    return both;
  }
}
