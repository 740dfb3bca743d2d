package dev.v2v.nn.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.v2v.engine.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded checkpoints that lie beside the repository; skipped, with the reason, without them. */
class GoldenCheckpointTest {
  private static final Path GOLDEN =
      Path.of(System.getProperty("v2v.root", ".")).resolve("../shared/golden").normalize();

  private static Path golden(String name) {
    Path file = GOLDEN.resolve(name);
    assumeTrue(Files.exists(file), () -> "1 test skipped: no recorded file " + file);
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"fomm-tiny-legacy.pth.tar", "fomm-tiny-zip.pth.tar"})
  void fommCheckpointsEqualTheirWeights(String name) {
    try (Checkpoint torch = Checkpoint.open(golden("fomm/" + name));
        Checkpoint weights = Checkpoint.open(golden("fomm/fomm-tiny-weights.safetensors"))) {
      Map<String, ArrayData> expected = weights.stateDict();
      Map<String, ArrayData> got = new LinkedHashMap<>();
      for (String network : List.of("generator", "kp_detector", "discriminator")) {
        torch.stateDict(network).forEach((key, array) -> got.put(network + "." + key, array));
      }
      assertTrue(expected.size() > 100, () -> "only " + expected.size() + " tensors");
      Fixtures.assertSame(expected, got);
      Fixtures.assertSame(weights.stateDict("kp_detector"), torch.stateDict("kp_detector"));
      assertTrue(weights.metadata().get("config").contains("num_kp"));
      assertEquals(Long.class, torch.value("epoch").getClass());
    }
  }

  @Test
  void bothLayoutsHoldTheSameOptimizerStates() {
    try (Checkpoint legacy = Checkpoint.open(golden("fomm/fomm-tiny-legacy.pth.tar"));
        Checkpoint zip = Checkpoint.open(golden("fomm/fomm-tiny-zip.pth.tar"))) {
      for (String network : List.of("generator", "kp_detector", "discriminator")) {
        OptimizerState a = legacy.optimizerState("optimizer_" + network);
        OptimizerState b = zip.optimizerState("optimizer_" + network);
        assertEquals(a.groups().get(0).hyperparameters(), b.groups().get(0).hyperparameters());
        List<Shape> trainable =
            legacy.tensors(network).entrySet().stream()
                .filter(e -> !e.getKey().matches(".*(running_.*|num_batches.*|down.weight|_[uv])"))
                .map(e -> e.getValue().shape())
                .toList();
        assertEquals(trainable.size(), a.parameters().size(), network);
        for (int i = 0; i < trainable.size(); i++) {
          OptimizerState.ParameterState one = a.parameters().get(i);
          OptimizerState.ParameterState two = b.parameters().get(i);
          assertEquals(one.step(), two.step());
          Fixtures.assertSame(one.buffers(), two.buffers());
          if (one.step() > 0) {
            assertEquals(trainable.get(i), one.buffer("exp_avg").shape(), network + " " + i);
          }
        }
      }
      assertEquals(legacy.entries(), zip.entries());
    }
  }

  @Test
  void everyRecordedFileOpens() throws IOException {
    assumeTrue(Files.isDirectory(GOLDEN), () -> "1 test skipped: no folder " + GOLDEN);
    List<Path> files;
    try (Stream<Path> walk = Files.walk(GOLDEN)) {
      files = walk.filter(f -> f.toString().matches(".*\\.(safetensors|pth|tar)")).toList();
    }
    assertTrue(files.size() >= 10);
    for (Path file : files) {
      try (Checkpoint checkpoint = Checkpoint.open(file)) {
        assertTrue(checkpoint.totalBytes() > 0, file::toString);
      }
    }
  }

  @Test
  void aLegacyStateDictEqualsItsSafetensors() {
    try (Checkpoint torch = Checkpoint.open(golden("vid2vid/composite_fg.pth"));
        Checkpoint recorded = Checkpoint.open(golden("vid2vid/composite_fg.safetensors"))) {
      Fixtures.assertSame(recorded.stateDict("weights"), torch.stateDict());
    }
  }
}
