package dev.v2v.engine.ptx.machine;

import dev.v2v.engine.ptx.text.PtxOperand;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Atomic operations, with the old value or without. Lanes of a warp go one after the other, in
 * ascending order.
 */
final class AtomicOps {
  private static final Set<String> HINTS = Set.of("relaxed", "gpu", "cta", "sys");

  private AtomicOps() {}

  /** New value of a cell, from its old one and one or two operands, all without their sign. */
  @FunctionalInterface
  private interface Update {
    long apply(long old, long b, long c);
  }

  /** Whether an opcode may meet other blocks, so that their order shows. */
  static boolean crossesBlocks(String opcode) {
    boolean atomic = opcode.startsWith("atom") || opcode.startsWith("red");
    return atomic && !Arrays.asList(opcode.split("\\.")).contains("shared");
  }

  /** {@code atom} or {@code red}, one element or a vector of them. */
  static Instruction decode(Operands o) {
    String[] parts = o.instruction().opcode().split("\\.");
    Space space = new Spaces.Generic();
    String operation = "";
    int count = 1;
    for (String part : Arrays.asList(parts).subList(1, parts.length - 1)) {
      switch (part) {
        case "global" -> space = new Spaces.Global();
        case "shared" -> space = Spaces.SHARED;
        case "v2" -> count = 2;
        case "v4" -> count = 4;
        default -> {
          if (!HINTS.contains(part)) {
            operation = part;
          }
        }
      }
    }
    String type = parts[parts.length - 1];
    return bind(o, space, count, MemoryOps.width(o, type), update(o, operation, type));
  }

  private static Instruction bind(Operands o, Space space, int count, int width, Update update) {
    boolean returns = o.instruction().family().equals("atom");
    int next = returns ? 1 : 0;
    if (returns && count != 1) {
      throw o.refuse("vectors are offered for red only");
    }
    Address address = Address.of(o, next);
    Reader[] b = readers(o, next + 1, width);
    if (b.length != count) {
      throw o.refuse("must have " + count + " elements");
    }
    Reader c = o.size() > next + 2 ? readers(o, next + 2, width)[0] : b[0];
    boolean wide = width == 8;
    int to = !returns ? -1 : wide ? o.wide(0) : o.word(0);
    return (w, mask) -> {
      long[] at = address.of(w, mask, width * count);
      space.count(w, at, mask, width * count);
      w.block.counters().passes[w.pc()] += Coalescing.contention(at, mask);
      for (int m = mask; m != 0; m &= m - 1) {
        int lane = Integer.numberOfTrailingZeros(m);
        for (int i = 0; i < count; i++) {
          long place = at[lane] + (long) i * width;
          long old = space.loadAtomic(w, lane, place, width);
          long value = update.apply(old, b[i].get(w, lane), c.get(w, lane));
          space.storeAtomic(w, lane, place, width, value);
          if (returns && wide) {
            w.defineWide(to, 1 << lane)[lane] = old;
          } else if (returns) {
            w.define(to, 1 << lane)[lane] = (int) old;
          }
        }
      }
    };
  }

  /** An operand of either width, without its sign. */
  private interface Reader {
    long get(Warp w, int lane);
  }

  private static Reader[] readers(Operands o, int operand, int width) {
    List<PtxOperand> elements = o.elements(operand);
    Reader[] readers = new Reader[elements.size()];
    for (int i = 0; i < readers.length; i++) {
      int register = width == 8 ? o.wide(elements.get(i)) : o.word(elements.get(i));
      readers[i] =
          width == 8
              ? (w, lane) -> w.wide(register, 1 << lane)[lane]
              : (w, lane) -> w.word(register, 1 << lane)[lane] & 0xffffffffL;
    }
    return readers;
  }

  private static Update update(Operands o, String operation, String type) {
    boolean signed = type.startsWith("s");
    boolean narrow = type.endsWith("32");
    return switch (operation) {
      case "add" ->
          switch (type) {
            case "f32" -> (a, b, c) -> bits(number(a) + number(b));
            case "f64" ->
                (a, b, c) ->
                    Double.doubleToRawLongBits(
                        Double.longBitsToDouble(a) + Double.longBitsToDouble(b));
            default -> (a, b, c) -> a + b;
          };
      case "exch" -> (a, b, c) -> b;
      case "cas" -> (a, b, c) -> a == b ? c : a;
      case "and" -> (a, b, c) -> a & b;
      case "or" -> (a, b, c) -> a | b;
      case "xor" -> (a, b, c) -> a ^ b;
      case "min" ->
          signed
              ? (a, b, c) -> extend(a, narrow) <= extend(b, narrow) ? a : b
              : (a, b, c) -> Long.compareUnsigned(a, b) <= 0 ? a : b;
      case "max" ->
          signed
              ? (a, b, c) -> extend(a, narrow) >= extend(b, narrow) ? a : b
              : (a, b, c) -> Long.compareUnsigned(a, b) >= 0 ? a : b;
      default -> throw o.refuse("operation ." + operation + " is not offered");
    };
  }

  private static long extend(long value, boolean narrow) {
    return narrow ? (int) value : value;
  }

  private static float number(long bits) {
    return Float.intBitsToFloat((int) bits);
  }

  private static long bits(float value) {
    return Float.floatToRawIntBits(value) & 0xffffffffL;
  }
}
