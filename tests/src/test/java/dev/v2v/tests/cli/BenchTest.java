package dev.v2v.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench}, {@code compare} and {@code kernels}. */
class BenchTest {
  private static final int REFUSED = 4;

  @TempDir private Path dir;

  private Cli.Result bench(Path out, String... more) {
    List<String> args = new ArrayList<>(List.of("bench", "--device", "cpu", "--threads", "1"));
    args.addAll(List.of("--quick", "--rounds", "1", "--out", out.toString()));
    args.addAll(List.of(more));
    return Cli.run(args);
  }

  @Test
  void everySuiteIsListed() {
    JsonObject all = Cli.run("bench", "--list", "--device", "cpu", "--json").json();
    TreeSet<String> suites = new TreeSet<>();
    JsonArray benchmarks = all.getAsJsonArray("benchmarks");
    for (JsonElement b : benchmarks) {
      suites.add(b.getAsJsonObject().get("id").getAsString().replaceFirst("/.*", ""));
    }
    assertEquals(new TreeSet<>(List.of("host", "kernels", "layers", "models", "ops")), suites);
    assertTrue(benchmarks.size() > 100, "only " + benchmarks.size());
    String some = Cli.run("bench", "ops/relu", "--list", "--device", "cpu").done().out();
    assertTrue(some.startsWith("ops/relu ") && some.contains("size=64,128"), some);
    assertEquals(1, some.strip().lines().count(), some);
  }

  @Test
  void aRunWritesEveryFormatWithACompleteShareOfTheCeiling() throws IOException {
    Path out = dir.resolve("first");
    JsonObject told =
        bench(out, "/relu", "kernels/unary", "--axis", "size=8", "--axis", "channels=4", "--json")
            .json();
    assertEquals(0, told.getAsJsonArray("wrong").size(), told.toString());
    assertTrue(told.get("rows").getAsInt() >= 2, told.toString());
    assertEquals(List.of("bench.csv", "bench.html", "bench.json", "bench.md"), Samples.names(out));
    for (String line : Files.readAllLines(out.resolve("bench.csv")).stream().skip(1).toList()) {
      assertTrue(line.contains(",RIGHT,"), line);
      assertTrue(line.contains(",memory,") || line.contains(",compute,"), line);
    }
    String page = Files.readString(out.resolve("bench.html"));
    assertFalse(page.contains("http"), "no address outside of the page");

    String json = out.resolve("bench.json").toString();
    JsonObject verdicts = Cli.run("compare", json, json, "--json").json();
    assertEquals(0, verdicts.get("slower").getAsInt(), verdicts.toString());
    assertEquals(0, verdicts.get("faster").getAsInt(), verdicts.toString());
    bench(dir.resolve("second"), "ops/relu", "--axis", "size=8", "--baseline", json).done();
  }

  @Test
  void whatCannotBeMeasuredIsRefused() throws IOException {
    bench(dir, "ops/relu", "--axis", "depth=3").refused(REFUSED, "no chosen benchmark has [depth]");
    Cli.Result empty = bench(dir, "ops/relu", "--axis", "size=0"); // found once it is under way
    assertEquals(REFUSED, empty.code(), empty.err());
    assertTrue(empty.err().contains("--axis size: must be a positive number, got '0'"));
    bench(dir, "no such thing").refused(REFUSED, "nothing is named like [no such thing]");
    Path other = Files.writeString(dir.resolve("other.json"), "{}");
    Cli.run("compare", other.toString(), other.toString())
        .refused(REFUSED, "other.json: must be a result that bench has written");
  }

  @Test
  void countsOfKernelsAreShownInTheReport() throws IOException {
    String counts =
        Cli.run("kernels", "analyze", "--case", "grid_sample nearest", "--json").done().out();
    Path file = Files.writeString(dir.resolve("counters.json"), counts);
    Path out = dir.resolve("counted");
    bench(out, "ops/relu", "--axis", "size=8", "--counters", file.toString()).done();
    String page = Files.readString(out.resolve("bench.html"));
    assertTrue(page.contains("<section id=\"counted\">"), "no section");
    assertTrue(page.contains("id=\"counted-grid_sample_backward\""), "a kernel of the case");
    bench(out, "ops/relu", "--counters", out.resolve("bench.csv").toString())
        .refused(REFUSED, "bench.csv: must be what 'kernels analyze --json' prints");
  }

  @Test
  void kernelsAreShownWithoutAGpu() {
    String list = Cli.run("kernels", "list", "grid_sample").done().out();
    assertTrue(list.contains("grid_sample_backward") && list.contains("v2*"), list);
    JsonObject json = Cli.run("kernels", "list", "--sm", "90", "--json").json();
    assertTrue(json.getAsJsonArray("kernels").size() > 80, "too few kernels");
    String shown = Cli.run("kernels", "show", "grid_sample", "--ptx").done().out();
    assertTrue(shown.contains("grid_sample_v1_f32") && shown.contains("//! kernel"), shown);
    assertTrue(shown.contains(".entry grid_sample_v2_f32"), shown);
    Cli.run("kernels", "show", "nothing").refused(REFUSED, "no kernel is named nothing");
    Cli.run("kernels", "list", "--sm", "70").refused(REFUSED, "--sm: must be one of");
  }

  @Test
  void kernelsAreAnalyzedWithoutAGpu() {
    String[] sampling = {"kernels", "analyze", "grid_sample", "--case", "nearest"};
    String text = Cli.run(with(sampling, "--against", "v1")).done().out();
    assertTrue(text.startsWith("grid_sample_v2_f32 in case 'grid_sample nearest"), text);
    assertTrue(text.contains("32-byte sectors") && text.contains("no time follows"), text);
    JsonObject json = Cli.run(with(sampling, "--dtype", "bf16", "--json")).json();
    assertEquals("grid_sample_v2_bf16", json.get("entry").getAsString());
    assertEquals("", json.get("problem").getAsString());
    assertTrue(json.getAsJsonObject("totals").get("sectors").getAsLong() > 0, json.toString());
    assertTrue(json.getAsJsonArray("lines").size() > 20, "too few lines");
    assertEquals(5, json.getAsJsonArray("occupancy").size());
    String[] all = {"kernels", "analyze", "--case", "grid_sample nearest"};
    assertTrue(Cli.run(all).done().out().contains("grid_sample_v2_f32"), "a row");
    String survey = Cli.run(with(all, "--json")).json().toString();
    assertEquals(survey, Cli.run(with(all, "--json")).json().toString(), "exact");
    assertTrue(survey.contains("\"entry\":\"grid_sample_backward_v2_f32\""), survey);
    Cli.run(with(all, "--against", "v1")).refused(REFUSED, "needs the name of a kernel");
    Cli.run("kernels", "analyze", "nothing").refused(REFUSED, "no kernel is named nothing");
    Cli.run(with(sampling, "--against", "v9")).refused(REFUSED, "version: must be one of [v1, v2]");
    Cli.run("kernels", "analyze", "grid_sample", "--case", "no such case")
        .refused(REFUSED, "no case with 'no such case' in its name launches grid_sample");
  }

  private static String[] with(String[] command, String... more) {
    return Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new);
  }
}
