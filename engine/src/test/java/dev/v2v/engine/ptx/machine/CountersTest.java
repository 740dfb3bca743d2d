package dev.v2v.engine.ptx.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.v2v.engine.backend.cuda.driver.LaunchShape;
import org.junit.jupiter.api.Test;

/** What the hardware would do for known patterns of addresses. */
class CountersTest {
  private static LaunchTotals totals(String body) {
    PtxRig rig = new PtxRig(8192);
    return LaunchTotals.of(rig.run(body, 32));
  }

  private static LaunchTotals load(String type, int strideBytes, int offset) {
    return totals(
        """
          ld.param.u64 %%d0, [out];
          mov.u32 %%r0, %%tid.x;
          mul.wide.u32 %%d1, %%r0, %d;
          add.s64 %%d0, %%d0, %%d1;
          ld.global.%s, [%%d0+%d];
        """
            .formatted(strideBytes, type, offset));
  }

  @Test
  void sectorsOfGlobalMemory() {
    assertEquals(4, load("u32 %r1", 4, 0).sectors());
    assertEquals(5, load("u32 %r1", 4, 4).sectors()); // shifted by a word
    assertEquals(8, load("u32 %r1", 8, 0).sectors());
    assertEquals(32, load("u32 %r1", 64, 0).sectors());
    assertEquals(1, load("u32 %r1", 0, 0).sectors()); // all lanes read one word
    assertEquals(16, load("v4.u32 {%r1, %r2, %r3, %r4}", 16, 0).sectors());
    assertEquals(2, load("u16 %r1", 2, 0).sectors());
  }

  @Test
  void efficiencyIsOfWhatWasNeeded() {
    assertEquals(1, load("u32 %r1", 4, 0).efficiency());
    assertEquals(0.8, load("u32 %r1", 4, 4).efficiency(), 1e-12);
    assertEquals(4.0 / 32, load("u32 %r1", 64, 0).efficiency());
    assertEquals(1, load("u32 %r1", 0, 0).efficiency());
  }

  /** A warp writes its own words and no others, {@code stride} bytes apart. */
  private static LaunchTotals shared(String type, String value, int stride) {
    return totals(
        """
          .shared .align 16 .b8 tile[4096];
          mov.u32 %%r0, %%tid.x;
          mov.u32 %%r1, tile;
          mad.lo.s32 %%r1, %%r0, %d, %%r1;
          st.shared.%s [%%r1], %s;
        """
            .formatted(stride, type, value));
  }

  @Test
  void passesOverBanks() {
    String four = "{%r0, %r0, %r0, %r0}";
    assertEquals(1, shared("u32", "%r0", 4).passes());
    assertEquals(2, shared("u32", "%r0", 8).passes());
    assertEquals(32, shared("u32", "%r0", 128).passes());
    assertEquals(1, shared("u32", "%r0", 132).passes()); // a padded column
    assertEquals(1, shared("u8", "%r0", 1).passes()); // four lanes share a word
    assertEquals(4, shared("v4.u32", four, 16).passes()); // a quarter warp at a time
  }

  @Test
  void atomicsThatMeet() {
    String add = "  ld.param.u64 %d0, [out];\n  mov.u32 %r0, %tid.x;\n  and.b32 %r1, %r0, MASK;\n";
    String at =
        "  mul.wide.u32 %d1, %r1, 4;\n  add.s64 %d0, %d0, %d1;\n  red.global.add.u32 [%d0], 1;";
    assertEquals(32, totals(add.replace("MASK", "0") + at).contention());
    assertEquals(4, totals(add.replace("MASK", "7") + at).contention());
    assertEquals(1, totals(add.replace("MASK", "31") + at).contention());
  }

  @Test
  void instructionsByClass() {
    LaunchTotals totals =
        totals(
            """
              mov.f32 %f1, 0f3F800000;
              fma.rn.f32 %f2, %f1, %f1, %f1;
              ex2.approx.ftz.f32 %f3, %f2;
              bar.sync 0;
            """);
    assertEquals(32, totals.lanes().get(InstructionClass.FLOAT32));
    assertEquals(32, totals.lanes().get(InstructionClass.SPECIAL));
    assertEquals(3 * 32, totals.flops());
    assertEquals(1, totals.barriers());
    assertEquals(5, totals.issued());
  }

  @Test
  void twoRunsCountTheSameHoweverBlocksAreScheduled() {
    String body =
        """
          ld.param.u64 %d0, [out];
          mov.u32 %r0, %tid.x;
          mov.u32 %r1, %ctaid.x;
          mad.lo.s32 %r0, %r1, 64, %r0;
          mul.wide.u32 %d1, %r0, 4;
          add.s64 %d0, %d0, %d1;
          st.global.u32 [%d0], %r0;
        """;
    LaunchShape shape = LaunchShape.of(20, 64);
    String one = LaunchTotals.of(new PtxRig(8192).run(body, 0, shape, Schedule.ASCENDING)).line();
    assertEquals(
        one, LaunchTotals.of(new PtxRig(8192).run(body, 0, shape, new Schedule(9))).line());
  }
}
