package dev.v2v.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.v2v.nn.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code inspect}, {@code convert}, {@code doctor}, {@code selftest}, and help. */
class OtherCommandsTest {
  private static final int REFUSED = 4;

  @TempDir private Path dir;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "animate",
        "synthesize",
        "inspect",
        "convert",
        "doctor",
        "selftest",
        "bench",
        "compare"
      })
  void helpShowsEveryOption(String command) {
    Cli.Result help = Cli.run(command, "--help").done();
    assertEquals("", help.err());
    assertTrue(help.out().contains("Usage: v2v-engine " + command), help.out());
    assertTrue(help.out().contains("--json") && help.out().contains("--debug"), help.out());
    assertTrue(Cli.run("--help").done().out().contains("  " + command), "not in the list");
  }

  @Test
  void mainHelpSaysExitCodesAndVersion() {
    String help = Cli.run().done().out().replaceAll("\\s+", " ");
    assertTrue(help.contains("4 input refused") && help.contains("v2v-engine doctor"), help);
    assertTrue(Cli.run("--version").done().out().startsWith("v2v-engine "));
  }

  @Test
  void inspectKnowsEveryKind() {
    JsonObject checkpoint = Cli.run("inspect", Samples.CHECKPOINT.toString(), "--json").json();
    assertTrue(checkpoint.getAsJsonArray("tensors").size() > 100);
    JsonObject filtered =
        Cli.run("inspect", Samples.WEIGHTS.toString(), "--json", "--filter", "kp.bias").json();
    assertEquals(1, filtered.getAsJsonArray("tensors").size());
    JsonObject config = Cli.run("inspect", Samples.CONFIG.toString(), "--json").json();
    assertEquals(
        5, config.getAsJsonObject("fomm").getAsJsonObject("common").get("numKp").getAsInt());
    JsonObject media = Cli.run("inspect", Samples.TONE.toString(), "--json").json();
    assertEquals("aac", media.get("audio").getAsString());
    assertEquals(12, media.get("frames").getAsInt());
    Path array = Samples.CHECKPOINTS.resolve("c-f4.npy");
    assertEquals(
        "FLOAT32",
        Cli.run("inspect", array.toString(), "--json").json().get("dtype").getAsString());
    assertTrue(Cli.run("inspect", Samples.CONFIG.toString()).done().out().contains("5 key points"));
  }

  @Test
  void inspectRefuses() throws IOException {
    Path none = dir.resolve("none");
    Cli.run("inspect", none.toString()).refused(REFUSED, none + ": expected a file or a folder");
    Path empty = Files.createFile(dir.resolve("empty.pth"));
    Cli.run("inspect", empty.toString()).refused(REFUSED, empty.toString());
    Path evil = Samples.CHECKPOINTS.resolve("evil-zip.pth");
    Cli.run("inspect", evil.toString()).refused(REFUSED, evil.toString());
    Cli.run("inspect").refused(2, "FILE");
  }

  @Test
  void convertKeepsEveryTensor() {
    Path out = dir.resolve("tiny.safetensors");
    String in = Samples.CHECKPOINT.toString();
    JsonObject said = Cli.run("convert", in, out.toString(), "--json").json();
    try (Checkpoint before = Checkpoint.open(Samples.CHECKPOINT);
        Checkpoint after = Checkpoint.open(out)) {
      assertEquals(said.get("tensors").getAsInt(), after.entries().size());
      for (String network : List.of("generator", "kp_detector")) {
        assertEquals(before.stateDict(network), after.stateDict(network));
      }
    }
    Cli.run("convert", in, out.toString()).refused(REFUSED, out + ": exists already", "--force");
    Cli.run("convert", in, out.toString(), "--force").done();
    assertEquals(List.of("tiny.safetensors"), Samples.names(dir));
  }

  @Test
  void convertRefuses() throws IOException {
    String in = Samples.CHECKPOINT.toString();
    Cli.run("convert", in, dir.resolve("x.bin").toString()).refused(REFUSED, ".safetensors");
    Cli.run("convert", in, dir.resolve("no/x.safetensors").toString())
        .refused(REFUSED, "expected an existing folder");
    Path out = dir.resolve("x.safetensors");
    Path evil = Samples.CHECKPOINTS.resolve("evil-legacy.pth");
    Cli.run("convert", evil.toString(), out.toString()).refused(REFUSED, evil.toString());
    assertEquals(List.of(), Samples.names(dir));
  }

  @Test
  void doctorFindsTheProcessor() {
    JsonObject said = Cli.run("doctor", "--json").json();
    assertTrue(said.getAsJsonArray("findings").size() >= 4);
    assertTrue(Cli.run("doctor").done().out().contains("Java heap"));
  }

  @Test
  void selftestOfGoldenFiles() {
    String golden = Samples.GOLDEN.resolve("fomm-tiny-forward-ac1.safetensors").toString();
    JsonObject said = Cli.run("selftest", "--golden", golden, "--json").json();
    assertEquals(1, said.get("passed").getAsInt());
    assertEquals(0, said.get("failed").getAsInt());
    String none = dir.resolve("none").toString();
    Cli.run("selftest", "--golden", none).refused(REFUSED, none);
  }
}
