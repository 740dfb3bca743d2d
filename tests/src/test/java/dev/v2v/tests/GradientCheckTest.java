package dev.v2v.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.v2v.bench.cases.AllCases;
import dev.v2v.bench.selftest.CaseResult;
import dev.v2v.bench.selftest.CaseResult.Status;
import dev.v2v.bench.selftest.GradientCheck;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/** Every analytic gradient against finite differences. */
class GradientCheckTest {
  @TestFactory
  Stream<DynamicContainer> finiteDifferences() {
    GradientCheck check = new GradientCheck();
    return AllCases.families().stream()
        .map(
            family ->
                dynamicContainer(
                    family.name(),
                    family.cases().stream()
                        .filter(GradientCheck::applies)
                        .map(
                            c ->
                                dynamicTest(
                                    c.name(),
                                    () -> {
                                      CaseResult result = check.run(c);
                                      assertEquals(
                                          Status.PASSED, result.status(), result::toString);
                                    }))));
  }
}
