package dev.v2v.bench.analyze;

import dev.v2v.kernels.KernelBudget;

/**
 * How many blocks of a kernel fit on one multiprocessor, and what keeps more out. From the limits
 * of compute capabilities in the CUDA programming guide. Immutable.
 *
 * @param limit {@code threads}, {@code registers}, {@code shared memory} or {@code blocks}
 */
public record Occupancy(int sm, int registers, int blocks, int warps, int mostWarps, String limit) {
  private static final int REGISTERS = 65_536;

  /** Registers are given to warps in pieces of this many. */
  private static final int REGISTER_PIECE = 256;

  /** Shared memory that each block takes beside its own, from sm_80 on. */
  private static final int RESERVED_SHARED = 1024;

  private record Limits(int threads, int blocks, int sharedBytes) {
    static Limits of(int sm) {
      return switch (sm) {
        case 75 -> new Limits(1024, 16, 64 << 10);
        case 80 -> new Limits(2048, 32, 164 << 10);
        case 86 -> new Limits(1536, 16, 100 << 10);
        case 89 -> new Limits(1536, 24, 100 << 10);
        case 90 -> new Limits(2048, 32, 228 << 10);
        default ->
            throw new IllegalArgumentException(
                "occupancy: sm must be one of " + KernelBudget.ARCHITECTURES + ", got " + sm);
      };
    }
  }

  /**
   * Of blocks of {@code threads} with {@code dynamic} bytes of shared memory beside the declared.
   */
  public static Occupancy of(KernelBudget budget, int threads, int dynamic) {
    Limits limits = Limits.of(budget.sm());
    int warps = (threads + 31) / 32;
    int ofWarp = (budget.registers() * 32 + REGISTER_PIECE - 1) / REGISTER_PIECE * REGISTER_PIECE;
    int shared = budget.shared() + dynamic + (budget.sm() >= 80 ? RESERVED_SHARED : 0);
    int byThreads = limits.threads() / (32 * warps);
    int byRegisters = ofWarp == 0 ? byThreads : REGISTERS / (ofWarp * warps);
    int byShared = shared == 0 ? byThreads : limits.sharedBytes() / shared;
    int blocks = Math.min(Math.min(byThreads, byRegisters), Math.min(byShared, limits.blocks()));
    String limit =
        blocks == byThreads
            ? "threads"
            : blocks == byRegisters ? "registers" : blocks == byShared ? "shared memory" : "blocks";
    return new Occupancy(
        budget.sm(), budget.registers(), blocks, blocks * warps, limits.threads() / 32, limit);
  }

  /** Warps that run at once, of those that could. */
  public double share() {
    return (double) warps / mostWarps;
  }
}
