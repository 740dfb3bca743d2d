package dev.v2v.bench.analyze;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.v2v.kernels.KernelBudget;
import org.junit.jupiter.api.Test;

/** Values worked out by hand from the limits in the CUDA programming guide. */
class OccupancyTest {
  private static KernelBudget budget(int sm, int registers, int shared) {
    return new KernelBudget("family", "kernel_v1_f32", sm, registers, shared, 0);
  }

  @Test
  void eachLimitIsTheOneThatBinds() {
    assertEquals(
        new Occupancy(80, 32, 8, 64, 64, "threads"), Occupancy.of(budget(80, 32, 0), 256, 0));
    assertEquals(
        new Occupancy(80, 64, 4, 32, 64, "registers"), Occupancy.of(budget(80, 64, 0), 256, 0));
    // 48 KiB and 1 KiB of the system for each block: three of them in 164 KiB.
    assertEquals(
        new Occupancy(80, 32, 3, 24, 64, "shared memory"),
        Occupancy.of(budget(80, 32, 16 << 10), 256, 32 << 10));
    assertEquals(
        new Occupancy(75, 16, 16, 16, 32, "blocks"), Occupancy.of(budget(75, 16, 0), 32, 0));
  }

  @Test
  void registersAreGivenInPiecesOf256() {
    // 33 registers take 1280 for a warp, as 40 do: 51 warps' worth, six blocks of eight.
    assertEquals(6, Occupancy.of(budget(90, 33, 0), 256, 0).blocks());
    assertEquals(0.75, Occupancy.of(budget(90, 33, 0), 256, 0).share());
  }

  @Test
  void otherArchitecturesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Occupancy.of(budget(70, 32, 0), 256, 0));
  }
}
