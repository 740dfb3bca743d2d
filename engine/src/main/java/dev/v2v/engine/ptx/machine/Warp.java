package dev.v2v.engine.ptx.machine;

import java.util.Arrays;

/**
 * 32 threads that run together: their registers, one array of lanes for each, and which lanes are
 * where. Single-thread.
 *
 * <p>IMPLEMENTATION NOTES. Where lanes part at a branch, each side becomes an entry of a stack,
 * which runs up to the branch's immediate post-dominator and is dropped there; below it waits the
 * entry that goes on with all of them. A function of lanes computes all 32 of them, into the
 * register itself if all take part, else into a scratch array from which those that do are copied.
 */
final class Warp {
  static final int LANES = 32;
  private static final int ALL = -1;

  private final Code code;
  final BlockRun block;
  final int number;
  private final int[][] words;
  private final long[][] wides;
  private final int[] predicates;
  private final int[] wordsSet;
  private final int[] widesSet;
  private final int[] predicatesSet;
  private final int[] scratch = new int[LANES];
  private final long[] wideScratch = new long[LANES];
  private final long[] addresses = new long[LANES];
  final LocalMemory local;

  private int[] stackPc = new int[16];
  private int[] stackMask = new int[16];
  private int[] stackEnd = new int[16];
  private int top;
  private int live;
  private int pc;

  Warp(Code code, BlockRun block, int number) {
    this.code = code;
    this.block = block;
    this.number = number;
    Registers registers = code.registers();
    words = new int[registers.words().size()][];
    wides = new long[registers.wides().size()][];
    for (int i = 0; i < words.length; i++) {
      int[] constant = registers.wordConstants().get(i);
      words[i] = constant == null ? new int[LANES] : constant;
    }
    for (int i = 0; i < wides.length; i++) {
      long[] constant = registers.wideConstants().get(i);
      wides[i] = constant == null ? new long[LANES] : constant;
    }
    predicates = new int[registers.predicates().size()];
    wordsSet = new int[words.length];
    widesSet = new int[wides.length];
    predicatesSet = new int[predicates.length];
    local = new LocalMemory(code.localBytes());
  }

  /** Makes this the warp of another block, with {@code threads} threads. */
  void reset(int threads) {
    Registers registers = code.registers();
    Arrays.fill(wordsSet, 0);
    Arrays.fill(widesSet, 0);
    Arrays.fill(predicatesSet, 0);
    registers.wordConstants().keySet().forEach(i -> wordsSet[i] = ALL);
    registers.wideConstants().keySet().forEach(i -> widesSet[i] = ALL);
    registers.predicateConstants().forEach((i, value) -> setPredicate(i, ALL, value));
    registers
        .specials()
        .forEach(
            (i, special) -> {
              wordsSet[i] = ALL;
              for (int lane = 0; lane < LANES; lane++) {
                words[i][lane] = special.value(block.shape(), block.place(), number, lane);
              }
            });
    local.clear();
    live = threads >= LANES ? ALL : (1 << threads) - 1;
    top = 0;
    stackPc[0] = 0;
    stackMask[0] = live;
    stackEnd[0] = code.length();
    pc = 0;
  }

  // ---- running ---------------------------------------------------------------------------------

  boolean done() {
    return live == 0;
  }

  /** Where it stands: at the barrier after {@link #run}. */
  int pc() {
    return pc;
  }

  /** Runs up to the next barrier, or to the end of all threads. */
  void run() {
    Step[] steps = code.steps();
    Counters counters = block.counters();
    while (live != 0) {
      if (pc == stackEnd[top]) {
        pop();
        continue;
      }
      int active = stackMask[top];
      Step step = steps[pc];
      int mask = active;
      if (step.guard() >= 0) {
        mask &= predicate(step.guard(), active) ^ step.flip();
      }
      counters.issue(pc, step.flow() == Step.Flow.BRANCH ? active : mask);
      switch (step.flow()) {
        case NEXT -> {
          if (mask != 0) {
            step.work().execute(this, mask);
          }
          pc++;
        }
        case BRANCH -> branch(step, active, mask);
        case EXIT -> exit(active, mask);
        case BARRIER -> {
          if (mask != live) {
            throw fault(
                "divergent barrier: all threads that still run must meet at it, lanes "
                    + Integer.toHexString(mask)
                    + " of "
                    + Integer.toHexString(live)
                    + " did",
                mask);
          }
          return;
        }
      }
    }
  }

  /** Goes on behind the barrier at which it stands. */
  void passBarrier() {
    pc++;
  }

  private void branch(Step step, int active, int taken) {
    if (taken == active || (taken != 0 && step.target() == pc + 1)) {
      pc = step.target();
    } else if (taken == 0) {
      pc++;
    } else {
      block.counters().diverge(pc);
      int end = step.reconverge();
      int next = pc + 1;
      if (stackEnd[top] == end) {
        top--; // an entry below waits at the same place for these lanes already
      } else {
        stackPc[top] = end;
      }
      if (next != end) {
        push(end, next, active & ~taken);
      }
      if (step.target() != end) {
        push(end, step.target(), taken);
      }
      pc = stackPc[top];
    }
  }

  private void push(int end, int at, int mask) {
    top++;
    if (top == stackPc.length) {
      stackPc = Arrays.copyOf(stackPc, 2 * top);
      stackMask = Arrays.copyOf(stackMask, 2 * top);
      stackEnd = Arrays.copyOf(stackEnd, 2 * top);
    }
    stackPc[top] = at;
    stackMask[top] = mask;
    stackEnd[top] = end;
  }

  private void pop() {
    do {
      top--;
    } while (top >= 0 && stackMask[top] == 0);
    if (top < 0) {
      live = 0;
      return;
    }
    pc = stackPc[top];
  }

  private void exit(int active, int leaving) {
    live &= ~leaving;
    for (int i = 0; i <= top; i++) {
      stackMask[i] &= ~leaving;
    }
    if (leaving == active) {
      pop();
    } else {
      pc++;
    }
  }

  int liveLanes() {
    return live;
  }

  // ---- registers -------------------------------------------------------------------------------

  int[] word(int i, int mask) {
    if ((mask & ~wordsSet[i]) != 0) {
      throw unset(code.registers().words().get(i), mask & ~wordsSet[i]);
    }
    return words[i];
  }

  long[] wide(int i, int mask) {
    if ((mask & ~widesSet[i]) != 0) {
      throw unset(code.registers().wides().get(i), mask & ~widesSet[i]);
    }
    return wides[i];
  }

  int predicate(int i, int mask) {
    if ((mask & ~predicatesSet[i]) != 0) {
      throw unset(code.registers().predicates().get(i), mask & ~predicatesSet[i]);
    }
    return predicates[i];
  }

  void setPredicate(int i, int mask, int value) {
    predicates[i] = (predicates[i] & ~mask) | (value & mask);
    predicatesSet[i] |= mask;
  }

  /** Where a result goes before {@link #commit}. */
  int[] target(int i, int mask) {
    return mask == ALL ? words[i] : scratch;
  }

  void commit(int i, int mask) {
    wordsSet[i] |= mask;
    if (mask != ALL) {
      int[] d = words[i];
      for (int m = mask; m != 0; m &= m - 1) {
        int lane = Integer.numberOfTrailingZeros(m);
        d[lane] = scratch[lane];
      }
    }
  }

  long[] wideTarget(int i, int mask) {
    return mask == ALL ? wides[i] : wideScratch;
  }

  void commitWide(int i, int mask) {
    widesSet[i] |= mask;
    if (mask != ALL) {
      long[] d = wides[i];
      for (int m = mask; m != 0; m &= m - 1) {
        int lane = Integer.numberOfTrailingZeros(m);
        d[lane] = wideScratch[lane];
      }
    }
  }

  /** The lanes of a word that are about to be written one by one. */
  int[] define(int i, int mask) {
    wordsSet[i] |= mask;
    return words[i];
  }

  long[] defineWide(int i, int mask) {
    widesSet[i] |= mask;
    return wides[i];
  }

  /** An array for the addresses of one instruction. */
  long[] addresses() {
    return addresses;
  }

  // ---- faults ----------------------------------------------------------------------------------

  private KernelFaultException unset(String register, int lanes) {
    return fault("reads register " + register + ", which nothing has written", lanes);
  }

  /** A fault of the first of these lanes at the step where the warp stands. */
  KernelFaultException fault(String what, int lanes) {
    int lane = Math.min(Integer.numberOfTrailingZeros(lanes), LANES - 1);
    return new KernelFaultException(
        code.describe(pc)
            + ": "
            + what
            + "; thread "
            + (number * LANES + lane)
            + " of block "
            + Arrays.toString(block.place())
            + " in "
            + block.shape());
  }
}
