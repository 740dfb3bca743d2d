package dev.v2v.tests;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.bench.golden.GoldenCheck;
import dev.v2v.bench.golden.GoldenResult;
import dev.v2v.engine.Backends;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Results recorded from PyTorch and from the authors' modules, on both host backends and on the
 * interpreted CUDA kernels.
 */
class GoldenTest {
  private static final Path ROOT = Path.of(System.getProperty("v2v.root"));

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu", "ptx"})
  void subsetInTheRepository(String device) {
    check(device, ROOT.resolve("tests/src/test/resources/golden"), 95);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void fullSetOfOperators(String device) {
    check(device, full("ops.safetensors"), 79);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void fullSetOfFomm(String device) {
    check(device, full("fomm"), 15);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu", "ptx"})
  void fullSetOfVid2vid(String device) {
    check(device, full("vid2vid"), 13);
  }

  private static Path full(String name) {
    Path path = ROOT.resolve("../shared/golden").resolve(name).normalize();
    boolean there = Files.exists(path);
    if (!there) {
      System.out.println("skipped: 1 golden set, " + name + " lies outside of the repository");
    }
    Assumptions.assumeTrue(there, "no full golden set beside the repository");
    return path;
  }

  private static void check(String device, Path path, int atLeast) {
    List<GoldenResult> results =
        new GoldenCheck(Backends.open(device), r -> assertTrue(r.passed(), r::toString)).run(path);
    assertFalse(results.size() < atLeast, () -> "only " + results.size() + " cases in " + path);
  }
}
