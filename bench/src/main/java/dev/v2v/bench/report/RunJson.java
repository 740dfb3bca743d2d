package dev.v2v.bench.report;

import com.google.gson.GsonBuilder;
import dev.v2v.bench.harness.Ceilings;
import dev.v2v.bench.harness.Row;
import dev.v2v.bench.harness.Run;
import dev.v2v.bench.harness.Statistics;
import dev.v2v.bench.harness.Summary;
import dev.v2v.engine.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a run in JMH's result schema, which its visualisers read: a list of results, times in
 * microseconds, a list of samples for each round. Everything else is under {@code v2v}, of the
 * whole run in the first result.
 */
final class RunJson {
  static final double MICROS = 1e6;
  private static final double[] PERCENTILES = {0, 50, 90, 95, 99, 100};

  private RunJson() {}

  static String text(Run run) {
    List<Map<String, Object>> results = new ArrayList<>();
    for (Row row : run.rows()) {
      Map<String, Object> own = about(row, run.ceilings());
      if (results.isEmpty()) {
        own.put("run", about(run));
      }
      results.add(result(row, own));
    }
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(results);
  }

  private static Map<String, Object> result(Row row, Map<String, Object> own) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("benchmark", "v2v." + row.suite() + "." + row.name());
    json.put("mode", "avgt");
    json.put("threads", 1);
    json.put("forks", Math.max(1, row.rounds().size()));
    json.put("jdkVersion", Runtime.version().toString());
    json.put("vmName", System.getProperty("java.vm.name"));
    json.put("vmVersion", System.getProperty("java.vm.version"));
    json.put("warmupIterations", 1);
    json.put("warmupTime", "1 s");
    json.put("warmupBatchSize", 1);
    json.put("measurementIterations", row.rounds().isEmpty() ? 0 : row.rounds().get(0).length);
    json.put("measurementTime", "1 s");
    json.put("measurementBatchSize", 1);
    Map<String, String> params = new LinkedHashMap<>(row.params());
    params.put("dtype", row.dtype().name());
    json.put("params", params);
    json.put("primaryMetric", metric(row.rounds()));
    Map<String, Object> secondary = new LinkedHashMap<>();
    if (!row.cold().isEmpty()) {
      secondary.put("cold", metric(row.cold()));
    }
    json.put("secondaryMetrics", secondary);
    json.put("v2v", own);
    return json;
  }

  private static Map<String, Object> metric(List<double[]> rounds) {
    Map<String, Object> json = new LinkedHashMap<>();
    if (!rounds.isEmpty()) {
      Summary s = Summary.of(rounds);
      json.put("score", MICROS * s.seconds());
      json.put("scoreError", MICROS * s.seconds() * s.error());
      json.put("scoreConfidence", List.of(MICROS * s.low(), MICROS * s.high()));
      json.put("scorePercentiles", percentiles(rounds));
    }
    json.put("scoreUnit", "us/op");
    List<List<Double>> raw = new ArrayList<>();
    for (double[] round : rounds) {
      List<Double> values = new ArrayList<>();
      for (double seconds : round) {
        values.add(MICROS * seconds);
      }
      raw.add(values);
    }
    json.put("rawData", raw);
    return json;
  }

  private static Map<String, Double> percentiles(List<double[]> rounds) {
    double[] all = rounds.stream().flatMapToDouble(Arrays::stream).toArray();
    Map<String, Double> percentiles = new LinkedHashMap<>();
    for (double p : PERCENTILES) {
      percentiles.put(Double.toString(p), MICROS * Statistics.quantile(all, p / 100));
    }
    return percentiles;
  }

  private static Map<String, Object> about(Row row, Ceilings ceilings) {
    Map<String, Object> own = new LinkedHashMap<>();
    own.put("suite", row.suite());
    own.put("name", row.name());
    own.put("elements", row.work().elements());
    own.put("unit", row.work().unit());
    own.put("bytes", row.work().bytes());
    own.put("flops", row.work().flops());
    own.put("check", row.check().status().name());
    own.put("checkDetail", row.check().detail());
    own.put("bound", ceilings.bound(row.work(), row.dtype()).by());
    if (row.isMeasured()) {
      own.put("gigabytesPerSecond", row.bytesPerSecond() / 1e9);
      own.put("gigaflopsPerSecond", row.flopsPerSecond() / 1e9);
      own.put("shareOfCeiling", row.share(ceilings));
      own.put("noise", row.summary().noise());
    }
    own.put("complaints", row.complaints());
    if (!row.parts().isEmpty()) {
      own.put("secondsByKernel", row.parts());
    }
    return own;
  }

  private static Map<String, Object> about(Run run) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("facts", run.facts());
    json.put("bytesPerSecond", run.ceilings().bytesPerSecond());
    Map<String, Double> flops = new LinkedHashMap<>();
    for (DType dtype : DType.values()) {
      Double rate = run.ceilings().flopsPerSecond().get(dtype);
      if (rate != null) {
        flops.put(dtype.name(), rate);
      }
    }
    json.put("flopsPerSecond", flops);
    json.put("skipped", run.skipped());
    json.put("complaints", run.complaints());
    return json;
  }
}
