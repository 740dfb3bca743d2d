package dev.v2v.engine.ptx.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.backend.cuda.driver.LaunchShape;
import org.junit.jupiter.api.Test;

/** Kernels with one bug each, which must be found, and their neighbours without it. */
class PlantedBugsTest {
  private static final String THREAD =
      """
        ld.param.u64 %d0, [out];
        mov.u32 %r0, %tid.x;
        mul.wide.u32 %d1, %r0, 4;
        add.s64 %d2, %d0, %d1;
      """;
  private static final String SHARED = "  .shared .align 4 .b8 tile[256];\n";

  private static String fault(String body, int threads) {
    PtxRig rig = new PtxRig(256);
    return assertThrows(KernelFaultException.class, () -> rig.run(body, threads)).getMessage();
  }

  private static void passes(String body, int threads) {
    LaunchProfile profile = new PtxRig(256).run(body, threads);
    assertTrue(profile.laneInstructions() > 0);
  }

  private static void contains(String message, String... parts) {
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "'" + part + "' in: " + message);
    }
  }

  @Test
  void storeBehindTheEnd() {
    String store = THREAD + "  st.global.u32 [%d2], %r0;";
    passes(store, 64);
    contains(
        fault(store, 65),
        "kernel k",
        "test.ptx:" + (PtxRig.FIRST_LINE + 4),
        "st.global.u32 [%d2], %r0",
        "out of bounds: 4 bytes",
        "0 bytes behind the end of out of 256 bytes",
        "thread 64 of block [0, 0, 0]");
  }

  @Test
  void loadThroughNull() {
    contains(
        fault("  mov.u64 %d0, 0;\n  ld.global.u32 %r1, [%d0+8];", 1),
        "out of bounds",
        "a null pointer or close to it");
  }

  @Test
  void loadOfMemoryThatIsNotLentAnyMore() {
    PtxRig rig = new PtxRig(256);
    Machine machine = rig.machine;
    long address = machine.memory().allocate(64, "block");
    String load = "  mov.u64 %d0, " + address + ";\n  ld.global.u32 %r1, [%d0+32];";
    machine.memory().lend(address, 36);
    assertEquals(5, rig.run(load, 1).laneInstructions() + 2);
    machine.memory().lend(address, 0);
    assertThrows(KernelFaultException.class, () -> rig.run(load, 1));
    machine.memory().free(address);
    assertThrows(KernelFaultException.class, () -> rig.run(load, 1));
  }

  @Test
  void misalignedVector() {
    passes("  ld.param.u64 %d0, [out];\n  ld.global.v2.u32 {%r1, %r2}, [%d0+8];", 1);
    contains(
        fault("  ld.param.u64 %d0, [out];\n  ld.global.v2.u32 {%r1, %r2}, [%d0+4];", 1),
        "misaligned: 8 bytes at 0x7f0000000004");
  }

  @Test
  void registerThatOnlySomeThreadsWrote() {
    String half =
        THREAD
            + """
              setp.lt.u32 %p1, %r0, LIMIT;
              @%p1 mov.u32 %r1, 7;
              st.global.u32 [%d2], %r1;
            """;
    passes(half.replace("LIMIT", "32"), 32);
    contains(
        fault(half.replace("LIMIT", "31"), 32),
        "reads register %r1, which nothing has written",
        "thread 31 ");
  }

  @Test
  void predicateThatNobodyWrote() {
    contains(fault("  @%p1 mov.u32 %r1, 7;", 1), "reads register %p1");
  }

  @Test
  void sharedMemoryThatNobodyWrote() {
    contains(
        fault(SHARED + "  mov.u32 %r1, tile;\n  ld.shared.u32 %r2, [%r1+8];", 1),
        "reads shared memory at 8, which nothing has written");
  }

  @Test
  void sharedMemoryOutOfBounds() {
    contains(
        fault(SHARED + "  mov.u32 %r1, tile;\n  st.shared.u32 [%r1+256], %r1;", 1),
        "4 bytes at 256 of 256 bytes of shared memory");
  }

  /** Each thread writes its word and reads that of the neighbour, which needs a barrier. */
  private static String exchange(String between) {
    return SHARED
        + """
          mov.u32 %r0, %tid.x;
          mov.u32 %r1, tile;
          shl.b32 %r2, %r0, 2;
          add.s32 %r2, %r1, %r2;
          st.shared.u32 [%r2], %r0;
        """
        + between
        + """
          xor.b32 %r3, %r0, 1;
          shl.b32 %r4, %r3, 2;
          add.s32 %r4, %r1, %r4;
          ld.shared.u32 %r5, [%r4];
        """;
  }

  @Test
  void raceBetweenWriterAndReader() {
    passes(exchange("  bar.sync 0;\n"), 64);
    contains(
        fault(exchange(""), 64),
        "race: reads shared memory at 4, which thread 1 wrote since the last barrier",
        "thread 0 ");
  }

  @Test
  void raceBetweenReaderAndTheNextWriter() {
    String loop = exchange("  bar.sync 0;\n") + "BETWEEN  st.shared.u32 [%r2], %r5;\n";
    passes(loop.replace("BETWEEN", "  bar.sync 0;\n"), 64);
    contains(fault(loop.replace("BETWEEN", ""), 64), "race: writes shared memory", " read since");
  }

  @Test
  void raceBetweenWriters() {
    String write = SHARED + "  mov.u32 %r1, tile;\n  mov.u32 %r0, %tid.x;\n";
    contains(fault(write + "  st.shared.u32 [%r1], %r0;", 2), "race: writes shared memory at 0");
    passes(write + "  st.shared.u32 [%r1], %r0;", 1);
    String zero = write + "  setp.eq.u32 %p1, %r0, 0;\n  @%p1 st.shared.u32 [%r1], %r0;\n";
    passes(zero + "  bar.sync 0;\n  atom.shared.add.u32 %r2, [%r1], 1;", 64); // atomics may meet
  }

  @Test
  void barrierThatOnlySomeLanesReach() {
    String some =
        """
          mov.u32 %r0, %tid.x;
          setp.ge.u32 %p1, %r0, 16;
          @%p1 bra SKIP;
          bar.sync 0;
        SKIP:
          mov.u32 %r1, 0;
        """;
    contains(fault(some, 32), "divergent barrier", "lanes ffff of ffffffff");
    passes(some, 16);
    passes(some.replace("bra SKIP", "ret"), 32); // threads that are gone need not come
  }

  @Test
  void warpsThatWaitAtDifferentBarriers() {
    String two =
        """
          mov.u32 %r0, %tid.x;
          setp.ge.u32 %p1, %r0, 32;
          @%p1 bra OTHER;
          bar.sync 0;
          bra.uni END;
        OTHER:
          bar.sync 0;
        END:
          mov.u32 %r1, 0;
        """;
    contains(fault(two, 64), "divergent barrier: another warp waits at kernel k");
  }

  @Test
  void shuffleThatNotAllMembersReach() {
    String shuffle =
        """
          mov.u32 %r0, %tid.x;
          setp.lt.u32 %p1, %r0, 16;
          @%p1 shfl.sync.bfly.b32 %r1|%p2, %r0, 1, 31, MEMBERS;
        """;
    contains(fault(shuffle.replace("MEMBERS", "-1"), 32), "divergent: its member lanes are ffff");
    passes(shuffle.replace("MEMBERS", "65535"), 32);
    contains(
        fault(shuffle.replace(" 1, 31", " 16, 31").replace("MEMBERS", "65535"), 32),
        "reads lane 16, which takes no part");
  }

  @Test
  void ownMemory() {
    String local = "  .local .align 4 .b8 own[16];\n  mov.u64 %d1, own;\n  mov.u32 %r0, 1;\n";
    passes(local + "  st.local.u32 [%d1+12], %r0;\n  ld.local.u32 %r1, [%d1+12];", 32);
    contains(fault(local + "  st.local.u32 [%d1+16], %r0;", 32), "16 of 16 bytes of the thread's");
    contains(fault(local + "  ld.local.u32 %r1, [%d1];", 32), "which it never wrote");
  }

  @Test
  void memoryThatIsNeverGivenBack() {
    Machine machine = new Machine(1);
    long address = machine.memory().allocate(100, "scratch of a test");
    assertTrue(machine.memory().leaks().toString().contains("scratch of a test of 100 bytes"));
    machine.memory().free(address);
    assertEquals(0, machine.memory().leaks().size());
    assertThrows(IllegalStateException.class, () -> machine.memory().free(address));
  }

  @Test
  void blockThatIsTooLargeForItsKernel() {
    LoadedModule module =
        new Machine(1).load("test", ".visible .entry k()\n.maxntid 64, 1, 1\n{\n ret;\n}\n");
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Machine(1)
                .launch(
                    module.kernel("k"), LaunchShape.of(1, 65), new long[0], Schedule.ASCENDING));
  }
}
