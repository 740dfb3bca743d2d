package dev.v2v.tests.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.v2v.bench.selftest.CaseResult;
import dev.v2v.bench.selftest.CaseResult.Status;
import dev.v2v.kernels.KernelCatalogue;
import dev.v2v.kernels.KernelInfo;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every operator case on the interpreted CUDA kernels, in every type and version. */
class PtxContractTest {
  @TestFactory
  Stream<DynamicTest> defaultVersions() {
    return PtxLane.instance().defaults.stream().map(PtxContractTest::test);
  }

  @TestFactory
  Stream<DynamicTest> otherVersionsAndGatheredGradients() {
    return PtxLane.instance().others.stream().map(PtxContractTest::test);
  }

  private static DynamicTest test(CaseResult result) {
    return dynamicTest(
        result.name() + " " + result.dtype(),
        () -> assertEquals(Status.PASSED, result.status(), result::toString));
  }

  @Test
  void everyKernelRuns() {
    Set<String> idle = new TreeSet<>();
    for (KernelInfo kernel : KernelCatalogue.packaged().kernels()) {
      if (kernel.entries().stream().noneMatch(PtxLane.instance().launched::contains)) {
        idle.add(kernel.name());
      }
    }
    assertEquals(Set.of(), idle);
  }

  @Test
  void onlyKernelsThatSayAnOrderMattersDependOnIt() {
    List<String> surprising =
        PtxLane.instance().orderDependent.stream()
            .filter(entry -> declares(entry).deterministic())
            .collect(Collectors.toList());
    assertEquals(List.of(), surprising);
    assertTrue(
        PtxLane.instance().orderDependent.stream().anyMatch(e -> e.contains("grid_sample")),
        "scattered gradients show the order: " + PtxLane.instance().orderDependent);
  }

  private static KernelInfo declares(String entry) {
    return KernelCatalogue.packaged().kernels().stream()
        .filter(k -> k.entries().contains(entry))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no declaration of " + entry));
  }
}
