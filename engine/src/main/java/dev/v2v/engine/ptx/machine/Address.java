package dev.v2v.engine.ptx.machine;

import dev.v2v.engine.ptx.text.PtxOperand;

/** An address operand: a register of either width, and an offset. Immutable. */
final class Address {
  private final int register;
  private final boolean wide;
  private final long offset;

  private Address(int register, boolean wide, long offset) {
    this.register = register;
    this.wide = wide;
    this.offset = offset;
  }

  static Address of(Operands o, int operand) {
    if (!(o.get(operand) instanceof PtxOperand.Memory memory)) {
      throw o.refuse("needs an address in brackets");
    }
    PtxOperand base = memory.base();
    boolean wide = o.registers().isWide(base) || !(base instanceof PtxOperand.Register);
    return new Address(wide ? o.wide(base) : o.word(base), wide, memory.offset());
  }

  /** Addresses of the lanes of {@code mask}, in an array that the warp lends until the next. */
  long[] of(Warp w, int mask, int alignment) {
    long[] to = w.addresses();
    if (wide) {
      long[] base = w.wide(register, mask);
      for (int lane = 0; lane < Warp.LANES; lane++) {
        to[lane] = base[lane] + offset;
      }
    } else {
      int[] base = w.word(register, mask);
      for (int lane = 0; lane < Warp.LANES; lane++) {
        to[lane] = (base[lane] & 0xffffffffL) + offset;
      }
    }
    for (int m = mask; m != 0; m &= m - 1) {
      int lane = Integer.numberOfTrailingZeros(m);
      if ((to[lane] & (alignment - 1)) != 0) {
        throw w.fault("misaligned: %d bytes at 0x%x".formatted(alignment, to[lane]), 1 << lane);
      }
    }
    return to;
  }
}
