package dev.v2v.engine.backend.cuda.jcuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.v2v.engine.DeviceException;
import dev.v2v.kernels.KernelBudget;
import dev.v2v.kernels.KernelCatalogue;
import dev.v2v.kernels.KernelFamily;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kernel is assembled for every architecture, which takes no GPU. */
class PtxAssemblerTest {
  /**
   * The budget is recorded from a later assembler; this one takes up to so many more registers for
   * the same PTX, and never spills.
   */
  private static final int OTHER_ASSEMBLER = 16;

  /** What this assembler was seen to take where that is more still, by entry and architecture. */
  private static final Map<String, Integer> RECORDED_HERE =
      Map.ofEntries(
          Map.entry("channel_moments_v2_f16 75", 97),
          Map.entry("channel_moments_v2_f16 80", 97),
          Map.entry("channel_moments_v2_bf16 75", 97),
          Map.entry("channel_moments_v2_bf16 80", 97),
          Map.entry("layer_norm_v2_bf16 75", 84),
          Map.entry("layer_norm_v2_bf16 86", 78),
          Map.entry("layer_norm_v2_bf16 89", 78),
          Map.entry("layer_norm_v2_bf16 90", 75),
          Map.entry("softmax_v2_f32 75", 82),
          Map.entry("softmax_v2_f32 80", 62),
          Map.entry("softmax_v2_f32 86", 57),
          Map.entry("softmax_v2_f32 89", 57),
          Map.entry("softmax_v2_f32 90", 58),
          Map.entry("softmax_v1_f16 90", 50),
          Map.entry("softmax_v1_f32 90", 55));

  private static final Map<String, KernelBudget> BUDGET =
      KernelBudget.recorded().stream()
          .collect(Collectors.toMap(b -> b.entry() + " " + b.sm(), Function.identity()));

  private static PtxAssembler open() {
    assumeTrue(
        System.getProperty("os.name").startsWith("Linux")
            && System.getProperty("os.arch").equals("amd64"),
        "the assembler is part of JCuda for Linux on x86-64");
    return PtxAssembler.open();
  }

  static Collection<KernelFamily> families() {
    return KernelCatalogue.packaged().families();
  }

  @ParameterizedTest
  @MethodSource("families")
  void everyKernelFitsItsBudget(KernelFamily family) {
    PtxAssembler assembler = open();
    String ptx = family.ptx().orElseThrow();
    List<String> problems = new ArrayList<>();
    KernelBudget.ARCHITECTURES.parallelStream()
        .forEach(
            sm -> {
              List<PtxAssembler.Usage> usage = assembler.assemble(family.name(), ptx, sm).usage();
              assertEquals(family.entries().size(), usage.size(), family.name() + " sm_" + sm);
              usage.forEach(u -> check(u, sm, problems));
            });
    assertEquals(List.of(), problems);
  }

  private static void check(PtxAssembler.Usage u, int sm, List<String> problems) {
    String key = u.entry() + " " + sm;
    KernelBudget budget = BUDGET.get(key);
    int registers = RECORDED_HERE.getOrDefault(key, budget.registers() + OTHER_ASSEMBLER);
    boolean fits =
        u.spillBytes() == 0 && u.registers() <= registers && u.sharedBytes() <= budget.shared();
    if (!fits) {
      synchronized (problems) {
        problems.add("sm_" + sm + " " + u + ", budget " + budget);
      }
    }
  }

  @Test
  void textThatDoesNotAssembleIsRefusedInTheAssemblersWords() {
    String bad = ".version 8.0\n.target sm_75\n.address_size 64\n.visible .entry k() { bad; }";
    DeviceException e = assertThrows(DeviceException.class, () -> open().assemble("bad", bad, 80));
    assertTrue(e.getMessage().contains("does not assemble for sm_80"), e.getMessage());
    assertTrue(e.getMessage().contains("line 4"), e.getMessage());
  }

  @Test
  void theReportIsRead() {
    String report =
        """
        ptxas info    : 0 bytes gmem
        ptxas info    : Compiling entry function 'a_v1_f32' for 'sm_90'
        ptxas info    : Function properties for a_v1_f32
            16 bytes stack frame, 12 bytes spill stores, 20 bytes spill loads
        ptxas info    : Used 255 registers, used 1 barriers, 1024 bytes smem, 600 bytes cmem[0]
        ptxas info    : Compiling entry function 'b_v1_f32' for 'sm_90'
        ptxas info    : Function properties for b_v1_f32
            0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
        ptxas info    : Used 8 registers, 352 bytes cmem[0]
        """;
    assertEquals(
        List.of(
            new PtxAssembler.Usage("a_v1_f32", 255, 1024, 32),
            new PtxAssembler.Usage("b_v1_f32", 8, 0, 0)),
        PtxAssembler.usage(report));
  }
}
