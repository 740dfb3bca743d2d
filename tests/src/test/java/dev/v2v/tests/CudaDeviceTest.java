package dev.v2v.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.v2v.bench.cases.AllCases;
import dev.v2v.bench.cases.CaseFamily;
import dev.v2v.bench.cases.OpCase;
import dev.v2v.bench.golden.GoldenCheck;
import dev.v2v.bench.golden.GoldenResult;
import dev.v2v.bench.selftest.CaseResult;
import dev.v2v.bench.selftest.ContractCheck;
import dev.v2v.bench.selftest.FommCheck;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Results of the CUDA backend, on a GPU. Without one these tests are skipped and say so; with
 * {@code -Dv2v.requireGpu=true} they fail.
 */
class CudaDeviceTest {
  private static final Path ROOT = Path.of(System.getProperty("v2v.root"));

  /** The device, or empty where there is none and none is required. */
  private static Optional<Backend> device(boolean required) {
    try {
      return Optional.of(Backends.open("cuda"));
    } catch (DeviceException e) {
      if (required) {
        throw e;
      }
      System.out.println("skipped: tests on a GPU, " + e.getMessage());
      return Optional.empty();
    }
  }

  private static Backend device() {
    Optional<Backend> found = device(Boolean.getBoolean("v2v.requireGpu"));
    Assumptions.assumeTrue(found.isPresent(), "no CUDA device");
    return found.get();
  }

  @Test
  void aMissingDeviceIsAFailureWhereOneIsRequired() {
    if (device(false).isPresent()) {
      assertTrue(device(true).isPresent());
    } else {
      assertThrows(DeviceException.class, () -> device(true));
    }
  }

  @TestFactory
  Stream<DynamicContainer> operators() {
    ContractCheck contract = new ContractCheck(device());
    return AllCases.families().stream()
        .map(family -> dynamicContainer(family.name(), tests(family, contract)));
  }

  private static List<DynamicTest> tests(CaseFamily family, ContractCheck contract) {
    List<DynamicTest> tests = new ArrayList<>();
    for (OpCase c : family.cases()) {
      for (DType dtype : c.types()) {
        tests.add(dynamicTest(c.name() + " " + dtype, () -> verify(contract.run(c, dtype))));
      }
    }
    return tests;
  }

  private static void verify(CaseResult result) {
    assertNotEquals(CaseResult.Status.FAILED, result.status(), result::toString);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "BFLOAT16", "FLOAT16"})
  void framesReplaysAndMemory(DType compute) {
    List<CaseResult> results = new FommCheck(device()).run(compute, false);
    results.forEach(CudaDeviceTest::verify);
    assertEquals(6, results.size());
  }

  @Test
  void golden() {
    List<GoldenResult> results =
        new GoldenCheck(device(), r -> assertTrue(r.passed(), r::toString))
            .run(ROOT.resolve("tests/src/test/resources/golden"));
    assertTrue(results.size() >= 94, () -> "only " + results.size() + " golden results");
  }
}
