package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.backend.cpu.HostParallel;

/** Cuts flat element ranges into the blocks that pointwise kernels load, compute and store. */
final class Pointwise {
  /** Elements of one chunk: enough to outweigh handing it to a thread. */
  static final int GRAIN = 32 * Scratch.BLOCK;

  private Pointwise() {}

  /** A block of {@code n} elements from flat index {@code at}. */
  @FunctionalInterface
  interface Block {
    void run(Scratch scratch, long at, int n);
  }

  static void forEachBlock(HostParallel parallel, long elements, Block body) {
    parallel.run(
        elements,
        GRAIN,
        (from, to) -> {
          Scratch scratch = Scratch.ofThread();
          for (long at = from; at < to; at += Scratch.BLOCK) {
            body.run(scratch, at, (int) Math.min(Scratch.BLOCK, to - at));
          }
        });
  }
}
