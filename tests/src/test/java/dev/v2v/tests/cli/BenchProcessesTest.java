package dev.v2v.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench} with other processes: forks, profilers, PyTorch; and its traces. */
class BenchProcessesTest {
  private static final int REFUSED = 4;

  @TempDir private Path dir;

  private static Cli.Result relu(String... more) {
    List<String> args = new ArrayList<>(List.of("bench", "ops/relu", "--quick"));
    args.addAll(List.of("--device", "cpu", "--threads", "1"));
    args.addAll(List.of("--axis", "size=8", "--axis", "channels=4"));
    args.addAll(List.of(more));
    return Cli.run(args);
  }

  @Test
  void forksMeasureARoundEach() throws IOException {
    Path out = dir.resolve("forks");
    relu("--forks", "2", "--out", out.toString()).done();
    JsonArray rows =
        JsonParser.parseString(Files.readString(out.resolve("bench.json"))).getAsJsonArray();
    assertEquals(1, rows.size());
    JsonObject row = rows.get(0).getAsJsonObject();
    assertEquals(2, row.getAsJsonObject("primaryMetric").getAsJsonArray("rawData").size());
    JsonObject facts = row.getAsJsonObject("v2v").getAsJsonObject("run").getAsJsonObject("facts");
    assertEquals("2", facts.get("forks").getAsString());
    assertEquals("1", facts.get("rounds").getAsString());
  }

  @Test
  void aRunForAProfilerPrintsHowToStartIt() {
    JsonObject told = relu("--profile", "--json").json();
    assertEquals(1, told.getAsJsonArray("profiled").size(), told.toString());
    List<String> commands = new ArrayList<>();
    for (JsonElement c : told.getAsJsonArray("commands")) {
      commands.add(c.getAsString());
    }
    assertEquals(3, commands.size(), commands.toString());
    for (String c : commands) {
      assertTrue(c.contains("dev.v2v.cli.Main bench ops/relu"), c);
    }
    assertTrue(commands.get(0).contains("-XX:StartFlightRecording"), commands.get(0));
  }

  @Test
  void onTheInterpreterTheToolsAreThoseOfAGpu() {
    List<String> args = new ArrayList<>(List.of("bench", "kernels/binary", "--quick"));
    args.addAll(List.of("--device", "ptx", "--axis", "size=4", "--axis", "channels=4"));
    args.addAll(List.of("--profile", "--json"));
    JsonObject told = Cli.run(args).json();
    String all = told.getAsJsonArray("commands").toString();
    assertTrue(all.contains("ncu --profile-from-start off"), all);
    assertTrue(all.contains("nsys profile --capture-range=cudaProfilerApi"), all);
  }

  @Test
  void aTraceOfACommandHasItsOperators() throws IOException {
    Path trace = dir.resolve("trace.json");
    relu("--rounds", "1", "--out", dir.resolve("traced").toString(), "--trace", trace.toString())
        .done();
    String text = Files.readString(trace);
    assertTrue(JsonParser.parseString(text).getAsJsonObject().has("traceEvents"));
    assertTrue(text.contains("\"cat\":\"operator\",\"name\":\"unary\""), "no operator in it");
    assertFalse(text.contains("\"cat\":\"launch\""), "the CPU launches nothing ahead");
  }

  @Test
  void withoutPyTorchThereIsNoRow() {
    Cli.run("bench", "peers", "--python", dir.resolve("none").toString(), "--device", "cpu", "relu")
        .refused(REFUSED, "--python: '", "does not start");
  }
}
