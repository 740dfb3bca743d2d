package dev.v2v.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench} with other processes: forks, profilers, PyTorch; and its traces. */
class BenchProcessesTest {
  private static final int REFUSED = 4;
  private static final String CLASS_PATH =
      System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

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

  /** As a build's jar, but of this process's classes. */
  private Path jar(String name) throws IOException {
    StringJoiner classPath = new StringJoiner(" ");
    for (String entry : CLASS_PATH.split(File.pathSeparator, -1)) {
      classPath.add(Path.of(entry).toUri().toString());
    }
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath.toString());
    Path file = dir.resolve(name);
    new JarOutputStream(Files.newOutputStream(file), manifest).close();
    return file;
  }

  @Test
  void twoBuildsAreComparedInTurns() throws IOException {
    List<String> args = new ArrayList<>(List.of("bench", "ab"));
    args.addAll(List.of(jar("a.jar").toString(), jar("b.jar").toString()));
    args.addAll(List.of("--turns", "2", "--json", "--", "ops/relu", "--quick"));
    args.addAll(List.of("--device", "cpu", "--threads", "1"));
    args.addAll(List.of("--axis", "size=8", "--axis", "channels=4"));
    Cli.Result result = Cli.run(args);
    JsonObject told = result.json();
    assertEquals(1, told.getAsJsonArray("verdicts").size(), told.toString());
    JsonObject verdict = told.getAsJsonArray("verdicts").get(0).getAsJsonObject();
    assertEquals(
        "ops/relu pass=forward size=8 channels=4 float32", verdict.get("key").getAsString());
    assertTrue(told.getAsJsonArray("wrong").isEmpty(), told.toString());
    assertTrue(told.getAsJsonArray("unpaired").isEmpty(), told.toString());
    assertTrue(result.err().contains("turn 2 of 2"), result.err());
    args.set(3, dir.resolve("none.jar").toString());
    Cli.run(args).refused(REFUSED, "none.jar: cannot be read");
  }

  @Test
  void withoutPyTorchThereIsNoRow() {
    Cli.run("bench", "peers", "--python", dir.resolve("none").toString(), "--device", "cpu", "relu")
        .refused(REFUSED, "--python: '", "does not start");
  }
}
