package dev.v2v.engine.ptx.machine;

import dev.v2v.engine.ptx.text.PtxOperand;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Loads and stores. */
final class MemoryOps {
  /** Cache hints and memory orders that change nothing here, where all is done in order. */
  private static final Set<String> HINTS =
      Set.of("nc", "volatile", "relaxed", "weak", "ca", "cg", "cs", "lu", "cv", "wb", "wt", "gpu");

  private MemoryOps() {}

  /**
   * What an opcode of memory says.
   *
   * @param type {@code f32} for instance
   * @param count elements of a vector, 1 for one
   */
  private record Access(Space space, String type, int width, int count) {
    static Access of(Operands o) {
      String[] parts = o.instruction().opcode().split("\\.");
      Space space = new Spaces.Generic();
      int count = 1;
      for (String part : Arrays.asList(parts).subList(1, parts.length - 1)) {
        switch (part) {
          case "global", "const" -> space = new Spaces.Global();
          case "shared" -> space = Spaces.SHARED;
          case "local" -> space = Spaces.LOCAL;
          case "param" -> space = Spaces.PARAMETER;
          case "v2" -> count = 2;
          case "v4" -> count = 4;
          default -> {
            if (!HINTS.contains(part)) {
              throw o.refuse("." + part + " is not offered");
            }
          }
        }
      }
      String type = parts[parts.length - 1];
      return new Access(space, type, MemoryOps.width(o, type), count);
    }
  }

  static int width(Operands o, String type) {
    return switch (type) {
      case "b8", "u8", "s8" -> 1;
      case "b16", "u16", "s16", "f16" -> 2;
      case "b32", "u32", "s32", "f32" -> 4;
      case "b64", "u64", "s64", "f64" -> 8;
      default -> throw o.refuse("type ." + type + " is not offered");
    };
  }

  /** A load, of one element or of a vector. */
  static Instruction load(Operands o) {
    o.count(2);
    Access access = Access.of(o);
    List<PtxOperand> elements = o.elements(0);
    boolean[] wide = new boolean[access.count()];
    int[] to = new int[access.count()];
    check(o, elements, access);
    for (int i = 0; i < to.length; i++) {
      wide[i] = o.registers().isWide(elements.get(i));
      to[i] = wide[i] ? o.wide(elements.get(i)) : o.word(elements.get(i));
    }
    Address address = Address.of(o, 1);
    int extend = access.type().startsWith("s") ? 64 - 8 * access.width() : 0;
    Space space = access.space();
    int width = access.width();
    int total = width * access.count();
    return (w, mask) -> {
      long[] at = address.of(w, mask, total);
      space.count(w, at, mask, total);
      for (int i = 0; i < to.length; i++) {
        if (wide[i]) {
          long[] d = w.defineWide(to[i], mask);
          for (int m = mask; m != 0; m &= m - 1) {
            int lane = Integer.numberOfTrailingZeros(m);
            d[lane] = space.load(w, lane, at[lane] + (long) i * width, width) << extend >> extend;
          }
        } else {
          int[] d = w.define(to[i], mask);
          for (int m = mask; m != 0; m &= m - 1) {
            int lane = Integer.numberOfTrailingZeros(m);
            d[lane] =
                (int) (space.load(w, lane, at[lane] + (long) i * width, width) << extend >> extend);
          }
        }
      }
    };
  }

  /** A store, of one element or of a vector. */
  static Instruction store(Operands o) {
    o.count(2);
    Access access = Access.of(o);
    List<PtxOperand> elements = o.elements(1);
    check(o, elements, access);
    boolean[] wide = new boolean[access.count()];
    int[] from = new int[access.count()];
    for (int i = 0; i < from.length; i++) {
      PtxOperand element = elements.get(i);
      boolean number = !(element instanceof PtxOperand.Register);
      wide[i] = o.registers().isWide(element) || (number && access.width() == 8);
      from[i] = wide[i] ? o.wide(element) : o.word(element);
    }
    Address address = Address.of(o, 0);
    Space space = access.space();
    int width = access.width();
    int total = width * access.count();
    return (w, mask) -> {
      long[] at = address.of(w, mask, total);
      space.count(w, at, mask, total);
      for (int i = 0; i < from.length; i++) {
        long[] q = wide[i] ? w.wide(from[i], mask) : null;
        int[] s = wide[i] ? null : w.word(from[i], mask);
        for (int m = mask; m != 0; m &= m - 1) {
          int lane = Integer.numberOfTrailingZeros(m);
          space.store(w, lane, at[lane] + (long) i * width, width, q != null ? q[lane] : s[lane]);
        }
      }
    };
  }

  private static void check(Operands o, List<PtxOperand> elements, Access access) {
    if (elements.size() != access.count()) {
      throw o.refuse("must have " + access.count() + " elements");
    }
  }
}
