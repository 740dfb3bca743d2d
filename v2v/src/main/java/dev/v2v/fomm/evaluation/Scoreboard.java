package dev.v2v.fomm.evaluation;

import dev.v2v.fomm.evaluation.Result.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures results on all cores and keeps the scores of each section. Single-thread. */
final class Scoreboard {
  private final Judge judge;
  private final Map<String, Scores> sections = new LinkedHashMap<>();

  Scoreboard(Judge judge) {
    this.judge = judge;
  }

  private record Verdict(
      String section,
      Map<Measure, Double> model,
      Map<Measure, Double> copy,
      Map<Measure, Double> zeroMotion) {}

  void add(List<Result> results) {
    List<Verdict> verdicts = results.stream().parallel().map(this::verdict).toList();
    for (Verdict v : verdicts) { // in the order of the results, so that sums are always the same
      Scores scores = sections.computeIfAbsent(v.section(), s -> new Scores());
      v.model()
          .forEach(
              (measure, value) ->
                  scores.add(measure, value, v.copy().get(measure), v.zeroMotion().get(measure)));
    }
  }

  private Verdict verdict(Result result) {
    return new Verdict(
        result.section(),
        judge.measure(result, Method.MODEL),
        judge.measure(result, Method.COPY),
        judge.measure(result, Method.ZERO_MOTION));
  }

  /** Rows of the report, by section. */
  Map<String, List<ReportRow>> rows() {
    Map<String, List<ReportRow>> rows = new LinkedHashMap<>();
    sections.forEach((name, scores) -> rows.put(name, scores.rows()));
    return rows;
  }
}
