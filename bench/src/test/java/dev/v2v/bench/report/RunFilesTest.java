package dev.v2v.bench.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFilesTest {
  @TempDir private Path dir;

  private static Row row(String name, Check check, double... micros) {
    List<double[]> rounds =
        micros.length == 0
            ? List.of()
            : List.of(java.util.Arrays.stream(micros).map(m -> m * 1e-6).toArray());
    return new Row(
        "ops",
        name,
        Map.of("size", "64"),
        DType.FLOAT32,
        new Work(10, "element", 4000, 2_000_000),
        check,
        rounds,
        rounds,
        List.of("time was up, \"noise\" <5 %>"));
  }

  private static Run run() {
    return new Run(
        Map.of("device", "cpu & friends", "date", "today"),
        new Ceilings(10e9, Map.of(DType.FLOAT32, 100e9, DType.BFLOAT16, 300e9)),
        List.of(
            row("conv2d", Check.right("like the reference"), 40, 41, 39),
            row("broken", Check.wrong("output 0 differs"))),
        List.of("ops/other: runs in [FLOAT32] only"),
        List.of("other processes disturbed 1 of 2 rows"));
  }

  @Test
  void whatIsWrittenIsReadBack() {
    RunFiles.write(run(), dir, Optional.empty(), 0.03, Optional.empty());
    Run read = RunReader.read(dir.resolve(RunFiles.JSON));
    assertEquals(run().facts(), read.facts());
    assertEquals(run().ceilings(), read.ceilings());
    assertEquals(run().skipped(), read.skipped());
    assertEquals(2, read.rows().size());
    for (int i = 0; i < 2; i++) {
      Row was = run().rows().get(i);
      Row is = read.rows().get(i);
      assertEquals(was.key(), is.key());
      assertEquals(was.work(), is.work());
      assertEquals(was.check(), is.check());
      assertEquals(was.complaints(), is.complaints());
      assertEquals(was.rounds().size(), is.rounds().size());
    }
    assertArrayEquals(
        run().rows().get(0).rounds().get(0), read.rows().get(0).rounds().get(0), 1e-18);
    assertFalse(read.rows().get(1).isMeasured());
  }

  @Test
  void theSchemaIsThatOfJmh() throws IOException {
    RunFiles.write(run(), dir, Optional.empty(), 0.03, Optional.empty());
    String text = Files.readString(dir.resolve(RunFiles.JSON));
    JsonObject first = JsonParser.parseString(text).getAsJsonArray().get(0).getAsJsonObject();
    assertEquals("v2v.ops.conv2d", first.get("benchmark").getAsString());
    assertEquals("avgt", first.get("mode").getAsString());
    assertEquals("64", first.getAsJsonObject("params").get("size").getAsString());
    JsonObject metric = first.getAsJsonObject("primaryMetric");
    assertEquals(40, metric.get("score").getAsDouble(), 1e-9);
    assertEquals("us/op", metric.get("scoreUnit").getAsString());
    assertEquals(2, metric.getAsJsonArray("scoreConfidence").size());
    assertEquals(3, metric.getAsJsonArray("rawData").get(0).getAsJsonArray().size());
    assertEquals(40, metric.getAsJsonObject("scorePercentiles").get("50.0").getAsDouble(), 1e-9);
    assertTrue(first.getAsJsonObject("secondaryMetrics").has("cold"));
    // 2 MFLOP at 100 GFLOP/s take 20 us, 4000 bytes at 10 GB/s 0.4 us: half of the ceiling.
    assertEquals(0.5, first.getAsJsonObject("v2v").get("shareOfCeiling").getAsDouble(), 1e-9);
    assertEquals("compute", first.getAsJsonObject("v2v").get("bound").getAsString());
  }

  @Test
  void thePageNeedsNothingElseAndEscapesWhatItShows() throws IOException {
    RunFiles.write(run(), dir, Optional.of(run()), 0.03, Optional.empty());
    String page = Files.readString(dir.resolve(RunFiles.HTML));
    assertFalse(page.contains("http"), "no address outside of the page");
    assertFalse(page.contains("<script"), "no script");
    assertTrue(
        page.contains("cpu &amp; friends") && page.contains("&quot;noise&quot; &lt;5 %&gt;"));
    assertTrue(page.contains("wrong: output 0 differs") && page.contains("not timed"));
    assertTrue(page.contains("<circle class=\"ops\""), "a point under the roof");
    assertTrue(page.contains("1.00×"), "the comparison with the baseline");
    String csv = Files.readString(dir.resolve(RunFiles.CSV));
    assertEquals(3, csv.lines().count());
    long columns = csv.lines().findFirst().orElseThrow().split(",").length;
    assertEquals(19, columns);
    assertTrue(csv.contains("\"time was up, \"\"noise\"\" <5 %>\""), csv);
    String markdown = Files.readString(dir.resolve(RunFiles.MARKDOWN));
    assertTrue(markdown.contains("| conv2d size=64 | 40.0 µs |"), markdown);
  }

  private static String counts(String... entries) {
    StringBuilder kernels = new StringBuilder();
    for (String entry : entries) {
      kernels.append(kernels.isEmpty() ? "" : ",");
      kernels.append(
          """
          {"entry": "%s", "case": "a <case>", "problem": "", "launch": "<<<1>>>",
           "totals": {"launches": 1, "lanes": {"INTEGER": 12000, "MOVE": 345}, "sectors": 8,
             "needed": 2, "sharedRequests": 4, "passes": 6, "diverged": 3},
           "efficiency": 0.25, "flopsPerByte": 1.5,
           "occupancy": [
             {"sm": 75, "registers": 32, "blocks": 4, "warps": 32, "mostWarps": 32, "limit": "threads"},
             {"sm": 90, "registers": 32, "blocks": 4, "warps": 32, "mostWarps": 64, "limit": "registers"}]}
          """
              .formatted(entry));
    }
    return "{\"note\": \"no time & all\", \"kernels\": [" + kernels + "]}";
  }

  private String pageWith(String counts, String suite) throws IOException {
    Path file = Files.writeString(dir.resolve("counters.json"), counts);
    Row was = run().rows().get(0);
    Row row =
        new Row(
            suite,
            was.name(),
            was.params(),
            was.dtype(),
            was.work(),
            was.check(),
            was.rounds(),
            was.cold(),
            was.complaints());
    Run run = new Run(run().facts(), run().ceilings(), List.of(row), List.of(), List.of());
    Optional<CountedKernels> counted = Optional.of(CountedKernels.read(file));
    RunFiles.write(run, dir, Optional.empty(), 0.03, counted);
    return Files.readString(dir.resolve(RunFiles.HTML));
  }

  @Test
  void whatWasCountedOfMeasuredKernelsIsShownAndLinked() throws IOException {
    String page = pageWith(counts("conv2d_v1_f32", "conv2d_v2_f32", "relu_v1_f32"), "kernels");
    assertTrue(page.contains("<a href=\"#counted-conv2d\">counted</a>"), "a link from the row");
    assertEquals(1, page.split("id=\"counted-conv2d\"", -1).length - 1, "one anchor a kernel");
    assertTrue(page.contains("conv2d_<wbr>v2_<wbr>f32<small>a &lt;case&gt;</small>"), page);
    assertTrue(page.contains("<td>12\u202f345</td><td>8</td>"), "instructions and sectors");
    assertTrue(page.contains("width:25.0%") && page.contains("<td>1.50</td><td>1.50</td>"), page);
    assertTrue(page.contains("sm_75 100 % by threads, sm_90 50 % by registers"), page);
    assertFalse(page.contains("counted-relu"), "not measured here");
    assertTrue(page.contains("no time &amp; all"), page);
  }

  @Test
  void whereNoKernelWasMeasuredAllCountsAreShown() throws IOException {
    String page = pageWith(counts("conv2d_v1_f32", "relu_v1_f32"), "ops");
    assertTrue(page.contains("counted-conv2d") && page.contains("counted-relu"), page);
    assertFalse(page.contains("<a href=\"#counted-conv2d\">"), "an operator is no kernel");
  }

  @Test
  void countsOfOneKernelAreReadToo() throws IOException {
    String one = counts("relu_v1_f32");
    String alone = one.substring(one.indexOf('[') + 1, one.lastIndexOf(']'));
    alone = alone.strip().replaceFirst("\\{", "{\"note\": \"n\", ");
    Path file = Files.writeString(dir.resolve("one.json"), alone);
    assertTrue(CountedKernels.read(file).has("relu"), alone);
  }

  @Test
  void otherFilesThanCountsAreRefused() throws IOException {
    for (String text : new String[] {"", "{}", "[]", "{\"kernels\": [{}]}", "{\"kernels\": 3}"}) {
      Path file = Files.writeString(dir.resolve("counters.json"), text);
      String said =
          assertThrows(InputException.class, () -> CountedKernels.read(file)).getMessage();
      assertTrue(said.contains("must be what 'kernels analyze --json' prints"), text + ": " + said);
    }
  }

  @Test
  void otherFilesAreRefusedByName() throws IOException {
    for (String text : new String[] {"", "{}", "[]", "[{\"benchmark\": \"x\"}]", "[1]"}) {
      Path file = Files.writeString(dir.resolve("other.json"), text);
      String message = assertThrows(InputException.class, () -> RunReader.read(file)).getMessage();
      assertTrue(message.contains("other.json: must be a result"), message);
    }
    assertThrows(InputException.class, () -> RunReader.read(dir.resolve("missing.json")));
  }
}
