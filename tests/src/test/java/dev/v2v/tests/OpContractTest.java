package dev.v2v.tests;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.v2v.bench.cases.AllCases;
import dev.v2v.bench.cases.CaseFamily;
import dev.v2v.bench.cases.OpCase;
import dev.v2v.bench.selftest.CaseResult;
import dev.v2v.bench.selftest.CaseResult.Status;
import dev.v2v.bench.selftest.ContractCheck;
import dev.v2v.bench.selftest.ErrorCheck;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** Every operator case on every host backend, in every floating type. */
class OpContractTest {
  private static final Map<String, Integer> SKIPPED = new ConcurrentSkipListMap<>();

  @AfterAll
  static void reportSkips() {
    SKIPPED.forEach((reason, n) -> System.out.println("skipped: " + n + " cases, " + reason));
  }

  @TestFactory
  Stream<DynamicContainer> reference() {
    return families(Backends.open("reference"));
  }

  @TestFactory
  Stream<DynamicContainer> cpu() {
    return families(Backends.open("cpu"));
  }

  private static Stream<DynamicContainer> families(Backend backend) {
    ContractCheck contract = new ContractCheck(backend);
    ErrorCheck errors = new ErrorCheck(backend);
    return AllCases.families().stream()
        .map(f -> dynamicContainer(f.name(), nodes(f, contract, errors)));
  }

  private static List<DynamicNode> nodes(
      CaseFamily family, ContractCheck contract, ErrorCheck errors) {
    List<DynamicNode> nodes = new ArrayList<>();
    for (OpCase c : family.cases()) {
      for (DType dtype : c.types()) {
        nodes.add(dynamicTest(c.name() + " " + dtype, () -> verify(contract.run(c, dtype))));
      }
    }
    family
        .errors()
        .forEach(e -> nodes.add(dynamicTest("refuses " + e, () -> verify(errors.run(e)))));
    return nodes;
  }

  /** A host backend has every kernel in float32; 16-bit types may be missing. */
  private static void verify(CaseResult result) {
    assertNotEquals(Status.FAILED, result.status(), result::toString);
    if (result.status() == Status.SKIPPED) {
      assertTrue(result.dtype() != DType.FLOAT32, result::toString);
      SKIPPED.merge(result.detail(), 1, Integer::sum);
      Assumptions.abort(result.detail());
    }
  }
}
