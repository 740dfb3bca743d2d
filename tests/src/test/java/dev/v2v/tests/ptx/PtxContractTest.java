package dev.v2v.tests.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.v2v.bench.selftest.CaseResult;
import dev.v2v.bench.selftest.CaseResult.Status;
import dev.v2v.kernels.KernelCatalogue;
import dev.v2v.kernels.KernelFamily;
import dev.v2v.kernels.KernelInfo;
import dev.v2v.kernels.PtxEntry;
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

  /** Every kernel in every version and type: each entry point that the packaged PTX has. */
  @Test
  void everyEntryPointRuns() {
    Set<String> packaged = new TreeSet<>();
    for (KernelFamily family : KernelCatalogue.packaged().families()) {
      PtxEntry.parse(family.ptx().orElseThrow()).forEach(e -> packaged.add(e.name()));
    }
    Set<String> declared =
        KernelCatalogue.packaged().kernels().stream()
            .flatMap(k -> k.entries().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(declared, packaged);
    packaged.removeAll(PtxLane.instance().launched);
    assertEquals(Set.of(), packaged);
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
