package dev.v2v.bench.selftest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.bench.selftest.CaseResult.Status;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FommCheckTest {
  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "BFLOAT16"})
  void theCpuPasses(DType compute) {
    List<CaseResult> results = new FommCheck(Backends.open("cpu")).run(compute, false);
    results.forEach(r -> assertEquals(Status.PASSED, r.status(), r::toString));
    assertEquals(
        List.of("memory", "memory", "fomm", "memory", "replay", "memory"),
        results.stream().map(CaseResult::check).toList());
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.class,
      names = {"PASSED", "FAILED", "SKIPPED"})
  void aTallyCountsByCheckAndStatus(Status status) {
    Tally tally = new Tally();
    tally.begin("contract");
    tally.add("contract", status, 0.25);
    tally.end();
    assertEquals(status == Status.PASSED ? 1 : 0, tally.passed());
    assertEquals(status == Status.FAILED ? 1 : 0, tally.failed());
    assertEquals(status == Status.SKIPPED ? 1 : 0, tally.skipped());
    assertEquals(2, tally.table().size());
    assertTrue(tally.table().get(1).startsWith("contract"), tally.table()::toString);
    assertEquals(
        status == Status.PASSED ? 0.25 : 0.0, tally.values().get("contract").get("worstShare"));
  }
}
