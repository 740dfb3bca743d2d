package dev.v2v.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelBudgetTest {
  private static final List<KernelBudget> RECORDED = KernelBudget.recorded();

  @Test
  void everyEntryHasABudgetForEveryArchitecture() {
    List<String> expected = new ArrayList<>();
    for (KernelFamily family : KernelCatalogue.packaged().families()) {
      for (PtxEntry entry : family.entries()) {
        KernelBudget.ARCHITECTURES.forEach(
            sm -> expected.add(family.name() + " " + entry.name() + " " + sm));
      }
    }
    List<String> recorded =
        RECORDED.stream().map(b -> b.family() + " " + b.entry() + " " + b.sm()).toList();
    assertEquals(expected.stream().sorted().toList(), recorded.stream().sorted().toList());
  }

  @Test
  void nothingSpills() {
    assertEquals(List.of(), RECORDED.stream().filter(b -> b.spills() > 0).toList());
  }

  @Test
  void theDeclaredBlockFitsTheRegisters() {
    for (KernelFamily family : KernelCatalogue.packaged().families()) {
      for (KernelInfo kernel : family.kernels()) {
        RECORDED.stream()
            .filter(b -> kernel.entries().contains(b.entry()))
            .forEach(b -> assertTrue(b.registers() * kernel.block() <= 65536, b.line()));
      }
    }
  }
}
