package dev.v2v.engine.ptx.text;

import java.util.List;
import java.util.stream.Collectors;

/** What an instruction works on. Immutable. */
public sealed interface PtxOperand {
  /** A register, or a special register such as {@code %tid.x}. */
  record Register(String name) implements PtxOperand {
    @Override
    public String toString() {
      return name;
    }
  }

  /** An integer. */
  record Integral(long value) implements PtxOperand {
    @Override
    public String toString() {
      return Long.toString(value);
    }
  }

  /**
   * A floating number by its bits.
   *
   * @param wide whether it was written as float64, {@code 0d} or with a decimal point
   */
  record Floating(long bits, boolean wide) implements PtxOperand {
    @Override
    public String toString() {
      return wide ? "0d%016X".formatted(bits) : "0f%08X".formatted(bits);
    }
  }

  /** A label or a variable. */
  record Symbol(String name) implements PtxOperand {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Memory at a base, a register, symbol or number, and an offset in bytes. */
  record Memory(PtxOperand base, long offset) implements PtxOperand {
    @Override
    public String toString() {
      return "[" + base + (offset == 0 ? "" : "+" + offset) + "]";
    }
  }

  /** Several in braces. */
  record Vector(List<PtxOperand> elements) implements PtxOperand {
    @Override
    public String toString() {
      return elements.stream().map(Object::toString).collect(Collectors.joining(", ", "{", "}"));
    }
  }

  /** Two destinations, {@code a|b}. */
  record Pair(PtxOperand first, PtxOperand second) implements PtxOperand {
    @Override
    public String toString() {
      return first + "|" + second;
    }
  }

  /** A predicate that is negated, {@code !p}. */
  record Not(PtxOperand operand) implements PtxOperand {
    @Override
    public String toString() {
      return "!" + operand;
    }
  }
}
