package dev.v2v.bench.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.v2v.bench.harness.Ceilings;
import dev.v2v.bench.harness.Check;
import dev.v2v.bench.harness.Row;
import dev.v2v.bench.harness.Run;
import dev.v2v.bench.harness.Work;
import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what {@link RunJson} wrote. */
public final class RunReader {
  private RunReader() {}

  /**
   * Reads a result file.
   *
   * @throws InputException if it cannot be read or is none
   */
  public static Run read(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + e, e);
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException
        | IllegalArgumentException
        | ClassCastException
        | UnsupportedOperationException e) {
      throw new InputException(
          file + ": must be a result that bench has written, got something else", e);
    }
  }

  static Run parse(String text) {
    JsonArray results = JsonParser.parseString(text).getAsJsonArray();
    List<Row> rows = new ArrayList<>();
    results.forEach(r -> rows.add(row(r.getAsJsonObject())));
    if (rows.isEmpty()) {
      throw new IllegalStateException("no results");
    }
    JsonObject run = results.get(0).getAsJsonObject().getAsJsonObject("v2v").getAsJsonObject("run");
    Map<String, String> facts = new LinkedHashMap<>();
    run.getAsJsonObject("facts")
        .entrySet()
        .forEach(e -> facts.put(e.getKey(), e.getValue().getAsString()));
    Map<DType, Double> flops = new LinkedHashMap<>();
    run.getAsJsonObject("flopsPerSecond")
        .entrySet()
        .forEach(e -> flops.put(DType.valueOf(e.getKey()), e.getValue().getAsDouble()));
    return new Run(
        facts,
        new Ceilings(run.get("bytesPerSecond").getAsDouble(), flops),
        rows,
        texts(run.get("skipped")),
        texts(run.get("complaints")));
  }

  private static Row row(JsonObject json) {
    JsonObject own = json.getAsJsonObject("v2v");
    Map<String, String> params = new LinkedHashMap<>();
    json.getAsJsonObject("params")
        .entrySet()
        .forEach(e -> params.put(e.getKey(), e.getValue().getAsString()));
    DType dtype = DType.valueOf(params.remove("dtype"));
    JsonObject cold = json.getAsJsonObject("secondaryMetrics").getAsJsonObject("cold");
    return new Row(
        own.get("suite").getAsString(),
        own.get("name").getAsString(),
        params,
        dtype,
        new Work(
            own.get("elements").getAsLong(),
            own.get("unit").getAsString(),
            own.get("bytes").getAsLong(),
            own.get("flops").getAsLong()),
        new Check(
            Check.Status.valueOf(own.get("check").getAsString()),
            own.get("checkDetail").getAsString()),
        rounds(json.getAsJsonObject("primaryMetric")),
        cold == null ? List.of() : rounds(cold),
        texts(own.get("complaints")),
        parts(own.getAsJsonObject("secondsByKernel")));
  }

  private static Map<String, Double> parts(JsonObject json) {
    Map<String, Double> parts = new LinkedHashMap<>();
    if (json != null) {
      json.entrySet().forEach(e -> parts.put(e.getKey(), e.getValue().getAsDouble()));
    }
    return parts;
  }

  private static List<double[]> rounds(JsonObject metric) {
    List<double[]> rounds = new ArrayList<>();
    for (JsonElement round : metric.getAsJsonArray("rawData")) {
      JsonArray values = round.getAsJsonArray();
      double[] seconds = new double[values.size()];
      for (int i = 0; i < seconds.length; i++) {
        seconds[i] = values.get(i).getAsDouble() / RunJson.MICROS;
      }
      rounds.add(seconds);
    }
    return rounds;
  }

  private static List<String> texts(JsonElement list) {
    List<String> texts = new ArrayList<>();
    list.getAsJsonArray().forEach(e -> texts.add(e.getAsString()));
    return texts;
  }
}
