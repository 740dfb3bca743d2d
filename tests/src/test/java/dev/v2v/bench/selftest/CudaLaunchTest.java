package dev.v2v.bench.selftest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.v2v.bench.cases.AllCases;
import dev.v2v.bench.cases.CaseFamily;
import dev.v2v.bench.cases.OpCase;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.backend.cuda.CudaBackend;
import dev.v2v.engine.backend.cuda.recording.RecordingPlatform;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every operator case as it is launched on CUDA: arguments fit the kernels' signatures, addresses
 * are of live memory, and everything is given back. Nothing runs, so no value is looked at.
 */
class CudaLaunchTest {
  @TempDir static Path directory;

  private static RecordingPlatform recorder;
  private static CudaBackend backend;

  @BeforeAll
  static void open() {
    recorder = new RecordingPlatform(4L << 30);
    backend = new CudaBackend("cuda:0", recorder.platform(directory));
  }

  @TestFactory
  Stream<DynamicContainer> cases() {
    return AllCases.families().stream()
        .map(family -> dynamicContainer(family.name(), launches(family)));
  }

  private static List<DynamicTest> launches(CaseFamily family) {
    List<DynamicTest> tests = new ArrayList<>();
    for (OpCase c : family.cases()) {
      for (DType dtype : c.types()) {
        if (dtype != DType.FLOAT64) {
          tests.add(dynamicTest(c.name() + " " + dtype, () -> launch(c, dtype)));
        }
      }
    }
    return tests;
  }

  private static void launch(OpCase c, DType dtype) {
    recorder.driver().forget();
    Evaluation.full(backend, c, dtype, Evaluation.rounded(c, dtype), dtype);
    assertEquals(0, backend.memory().live());
  }

  @Test
  void everyKernelOfTheReferenceIsThereInEveryTypeButFloat64() {
    Set<String> missing = new TreeSet<>();
    Backends.open("reference")
        .kernels()
        .listing()
        .forEach(
            (name, types) ->
                types.stream()
                    .filter(t -> t != DType.FLOAT64)
                    .filter(t -> !backend.kernels().contains(Kernel.key(name), t))
                    .forEach(t -> missing.add(name + " on " + t)));
    assertEquals(Set.of(), missing);
  }

  @Test
  void nothingIsListedThatTheReferenceHasNot() {
    Set<String> extra = new TreeSet<>(backend.kernels().listing().keySet());
    extra.removeAll(Backends.open("reference").kernels().listing().keySet());
    assertEquals(Set.of(), extra);
  }
}
