package dev.v2v.fomm.evaluation;

import dev.v2v.metrics.MetricTable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Running means of a model and of its baselines over the same frames: a frame where one of the
 * three has no finite value (PSNR of equal pictures, flow where nothing is visible) counts for
 * none. Single-thread.
 */
final class Scores {
  private static final String[] COLUMNS = {"model", "copy", "zero motion"};

  private final Map<Measure, MetricTable> tables = new EnumMap<>(Measure.class);

  /** Takes the values of one frame in. */
  void add(Measure measure, double model, double copy, double zeroMotion) {
    MetricTable table = tables.computeIfAbsent(measure, m -> new MetricTable());
    double[] values = {model, copy, zeroMotion};
    boolean usable = Double.isFinite(model + copy + zeroMotion);
    for (int i = 0; i < values.length; i++) {
      table.add(COLUMNS[i], usable ? values[i] : Double.NaN);
    }
  }

  /** All measures that had a frame, in their order. */
  List<ReportRow> rows() {
    List<ReportRow> rows = new ArrayList<>();
    tables.forEach(
        (measure, table) -> {
          Map<String, MetricTable.Summary> s = table.summaries();
          MetricTable.Summary model = s.get(COLUMNS[0]);
          rows.add(
              new ReportRow(
                  measure,
                  model.mean(),
                  s.get(COLUMNS[1]).mean(),
                  s.get(COLUMNS[2]).mean(),
                  model.count(),
                  model.excluded()));
        });
    return rows;
  }
}
