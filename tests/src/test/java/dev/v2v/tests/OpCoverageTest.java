package dev.v2v.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.v2v.bench.cases.AllCases;
import dev.v2v.bench.cases.CaseFamily;
import dev.v2v.bench.cases.OpCase;
import dev.v2v.bench.selftest.Coverage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpCoverageTest {
  @Test
  void everyKernelIsReachedByACase() {
    assertEquals(Set.of(), Coverage.gaps(AllCases.families()));
  }

  @Test
  void namesOfCasesAreUnique() {
    for (CaseFamily family : AllCases.families()) {
      List<String> names = family.cases().stream().map(OpCase::name).toList();
      assertEquals(names.size(), new HashSet<>(names).size(), family.name() + ": " + names);
    }
  }
}
