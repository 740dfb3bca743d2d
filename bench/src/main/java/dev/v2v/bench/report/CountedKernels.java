package dev.v2v.bench.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.v2v.bench.harness.Row;
import dev.v2v.engine.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What {@code kernels analyze --json} has counted, as a part of the HTML report. Immutable.
 *
 * @param note what the counts mean
 * @param kernels a kernel each, in the case in which it does most
 */
public record CountedKernels(String note, List<Kernel> kernels) {
  /**
   * The counts of an entry point.
   *
   * @param lanes instructions of threads
   * @param efficiency share of the sectors that were needed
   * @param occupancy share of the warps that could run at once, by architecture
   */
  record Kernel(
      String entry,
      String caseName,
      String problem,
      long lanes,
      long sectors,
      double efficiency,
      double flopsPerByte,
      long sharedRequests,
      long passes,
      long diverged,
      List<Occupied> occupancy) {
    /** The name that the catalogue and rows of a run have: {@code binary} of binary_v2_f32. */
    String name() {
      return entry.replaceFirst("_v[0-9]+_[a-z0-9]+$", "");
    }
  }

  record Occupied(int sm, double share, String limit) {}

  public CountedKernels {
    kernels = List.copyOf(kernels);
  }

  /**
   * Reads a file of counts.
   *
   * @throws InputException if it cannot be read or holds none
   */
  public static CountedKernels read(Path file) {
    try {
      return parse(JsonParser.parseString(Files.readString(file)).getAsJsonObject());
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + e, e);
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException
        | NumberFormatException
        | ClassCastException
        | UnsupportedOperationException e) {
      throw new InputException(
          file + ": must be what 'kernels analyze --json' prints, got something else", e);
    }
  }

  private static CountedKernels parse(JsonObject json) {
    // Of one kernel it prints the kernel itself.
    JsonArray all = new JsonArray();
    if (json.has("entry")) {
      all.add(json);
    } else {
      all = json.getAsJsonArray("kernels");
    }
    List<Kernel> kernels = new ArrayList<>();
    all.forEach(k -> kernels.add(kernel(k.getAsJsonObject())));
    return new CountedKernels(json.get("note").getAsString(), kernels);
  }

  private static Kernel kernel(JsonObject json) {
    JsonObject totals = json.getAsJsonObject("totals");
    long lanes = 0;
    for (var kind : totals.getAsJsonObject("lanes").entrySet()) {
      lanes += kind.getValue().getAsLong();
    }
    List<Occupied> occupancy = new ArrayList<>();
    for (JsonElement e : json.getAsJsonArray("occupancy")) {
      JsonObject o = e.getAsJsonObject();
      occupancy.add(
          new Occupied(
              o.get("sm").getAsInt(),
              o.get("warps").getAsDouble() / o.get("mostWarps").getAsDouble(),
              o.get("limit").getAsString()));
    }
    return new Kernel(
        json.get("entry").getAsString(),
        json.get("case").getAsString(),
        json.get("problem").getAsString(),
        lanes,
        totals.get("sectors").getAsLong(),
        json.get("efficiency").getAsDouble(),
        json.get("flopsPerByte").getAsDouble(),
        totals.get("sharedRequests").getAsLong(),
        totals.get("passes").getAsLong(),
        totals.get("diverged").getAsLong(),
        occupancy);
  }

  /** The counts of kernels that a run has rows of; all where it has rows of none. */
  CountedKernels of(List<Row> rows) {
    Set<String> measured =
        rows.stream()
            .filter(r -> r.suite().equals("kernels"))
            .map(Row::name)
            .collect(Collectors.toSet());
    List<Kernel> both = kernels.stream().filter(k -> measured.contains(k.name())).toList();
    return both.isEmpty() ? this : new CountedKernels(note, both);
  }

  boolean has(String name) {
    return kernels.stream().anyMatch(k -> k.name().equals(name));
  }

  /** A section. */
  String html() {
    StringBuilder html = new StringBuilder("<section id=\"counted\"><h2>Counted</h2>\n");
    html.append(
        Html.format(
            "<p>What CUDA kernels do in the operator case in which they do most, counted exactly"
                + " by interpreting them. %s</p>%n",
            Html.text(note)));
    html.append("<div class=\"wide\"><table><thead><tr><th>entry point</th><th>instructions</th>");
    html.append("<th>sectors</th><th class=\"bar\">of them needed</th><th>flops/byte</th>");
    html.append("<th>passes a shared request</th><th>branches parted</th>");
    html.append("<th>occupancy</th></tr></thead><tbody>\n");
    Set<String> anchored = new HashSet<>();
    kernels.forEach(k -> row(html, k, anchored.add(k.name())));
    return html.append("</tbody></table></div></section>\n").toString();
  }

  private static void row(StringBuilder html, Kernel k, boolean first) {
    html.append(
        Html.format(
            "<tr%s><th>%s<small>%s</small>%s</th><td>%s</td><td>%s</td>",
            first ? " id=\"counted-" + Html.text(k.name()) + "\"" : "",
            Html.name(k.entry()),
            Html.text(k.caseName()),
            k.problem().isEmpty() ? "" : "<em class=\"wrong\">" + Html.text(k.problem()) + "</em>",
            count(k.lanes()),
            count(k.sectors())));
    html.append(
        k.sectors() == 0
            ? "<td class=\"bar\"></td>"
            : Html.format(
                "<td class=\"bar kernels\"><i style=\"width:%.1f%%\"></i>%s</td>",
                100 * k.efficiency(), Tables.percent(k.efficiency())));
    html.append(
        Html.format(
            "<td>%.2f</td><td>%s</td><td>%s</td><td>%s</td></tr>%n",
            k.flopsPerByte(),
            k.sharedRequests() == 0
                ? ""
                : Html.format("%.2f", (double) k.passes() / k.sharedRequests()),
            count(k.diverged()),
            occupancy(k)));
  }

  /** With a thin space between groups of three digits. */
  private static String count(long number) {
    return Html.format("%,d", number).replace(",", "\u202f");
  }

  /** Of the newest architecture; all of them where one points at it. */
  private static String occupancy(Kernel k) {
    if (k.occupancy().isEmpty()) {
      return "";
    }
    Occupied newest = k.occupancy().get(k.occupancy().size() - 1);
    String all =
        k.occupancy().stream()
            .map(o -> "sm_" + o.sm() + " " + Tables.percent(o.share()) + " by " + o.limit())
            .collect(Collectors.joining(", "));
    return Html.format(
        "<span title=\"%s\">%s <small>sm_%d, %s</small></span>",
        Html.text(all), Tables.percent(newest.share()), newest.sm(), Html.text(newest.limit()));
  }
}
