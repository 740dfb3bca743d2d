package dev.v2v.engine.ptx.machine;

import dev.v2v.engine.Half;
import dev.v2v.engine.ptx.machine.LaneOp.WW;
import dev.v2v.engine.ptx.machine.LaneOp.WWW;
import java.util.Arrays;
import java.util.List;

/**
 * Conversions between any two types: a reader that gives the source as a 64-bit integer or a
 * float64, which hold every other type exactly, and a writer that rounds once.
 */
final class ConvertOps {
  private ConvertOps() {}

  /**
   * What an opcode says.
   *
   * @param rounding of floating destinations, and to whole numbers
   * @param whole whether a floating value is rounded to a whole number
   * @param saturate whether floating results are held in [0, 1]
   */
  private record Conversion(
      String to, String from, Rounding rounding, boolean whole, boolean flush, boolean saturate) {}

  private static boolean floating(String type) {
    return type.contains("f");
  }

  static Instruction decode(Operands o) {
    String[] all = o.instruction().opcode().split("\\.");
    List<String> parts = Arrays.asList(all).subList(1, all.length);
    if (parts.contains("bf16x2") || parts.contains("f16x2")) {
      return pair(o, parts).bind(o);
    }
    o.count(2);
    Conversion c = conversion(o, parts);
    if (c.from().equals("f32") && c.to().equals("f32")) {
      return single(c).bind(o);
    }
    return floating(c.from()) ? fromFloating(o, c) : fromInteger(o, c);
  }

  private static Conversion conversion(Operands o, List<String> parts) {
    int count = parts.size();
    if (count < 2) {
      throw o.refuse("needs two types");
    }
    Rounding rounding = Rounding.NEAREST;
    boolean whole = false;
    boolean flush = false;
    boolean saturate = false;
    for (String part : parts.subList(0, count - 2)) {
      switch (part) {
        case "rn", "rz", "rm", "rp" -> rounding = Rounding.of(part);
        case "rni", "rzi", "rmi", "rpi" -> {
          rounding = Rounding.of(part);
          whole = true;
        }
        case "ftz" -> flush = true;
        case "sat" -> saturate = true;
        default -> throw o.refuse("." + part + " is not offered");
      }
    }
    if (saturate && !floating(parts.get(count - 2))) {
      throw o.refuse(".sat is offered for floating types only");
    }
    return new Conversion(
        parts.get(count - 2), parts.get(count - 1), rounding, whole, flush, saturate);
  }

  /** Two float32 to a word of two halves, the first operand above. */
  private static WWW pair(Operands o, List<String> parts) {
    if (!parts.equals(List.of("rn", "f16x2", "f32"))
        && !parts.equals(List.of("rn", "bf16x2", "f32"))) {
      throw o.refuse("is not offered");
    }
    boolean brain = parts.contains("bf16x2");
    return (d, a, b) -> {
      for (int i = 0; i < Warp.LANES; i++) {
        float high = Float.intBitsToFloat(a[i]);
        float low = Float.intBitsToFloat(b[i]);
        int up = brain ? Half.toBfloat16(high) : Half.toFloat16(high);
        int down = brain ? Half.toBfloat16(low) : Half.toFloat16(low);
        d[i] = up << 16 | (down & 0xffff);
      }
    };
  }

  private static WW single(Conversion c) {
    return FloatOps.each(
        a -> {
          float x = c.flush() && Math.abs(a) < Float.MIN_NORMAL ? Math.copySign(0f, a) : a;
          float y = c.whole() ? (float) c.rounding().whole(x) : x;
          return c.saturate() ? saturate(y) : y;
        });
  }

  /** NaN becomes 0. */
  private static float saturate(float a) {
    return a > 0 ? Math.min(a, 1) : 0;
  }

  private static Instruction fromInteger(Operands o, Conversion c) {
    boolean wideFrom = o.registers().isWide(o.get(1));
    boolean wideTo = o.registers().isWide(o.get(0));
    int from = wideFrom ? o.wide(1) : o.word(1);
    int to = wideTo ? o.wide(0) : o.word(0);
    Extension extend = Extension.of(o, c.from());
    Writer writer = integerWriter(o, c);
    return (w, mask) -> {
      long[] q = wideFrom ? w.wide(from, mask) : null;
      int[] s = wideFrom ? null : w.word(from, mask);
      long[] wide = wideTo ? w.defineWide(to, mask) : null;
      int[] word = wideTo ? null : w.define(to, mask);
      for (int m = mask; m != 0; m &= m - 1) {
        int lane = Integer.numberOfTrailingZeros(m);
        long value = writer.bits(extend.apply(q != null ? q[lane] : s[lane]));
        if (wide != null) {
          wide[lane] = value;
        } else {
          word[lane] = (int) value;
        }
      }
    };
  }

  /** Bits of the destination for an integer. */
  private interface Writer {
    long bits(long value);
  }

  private static Writer integerWriter(Operands o, Conversion c) {
    Rounding r = c.rounding();
    boolean unsigned = c.from().equals("u64");
    return switch (c.to()) {
      case "f64" ->
          unsigned
              ? v -> Double.doubleToRawLongBits(unsignedDouble(v))
              : v -> Double.doubleToRawLongBits((double) v);
      case "f32" ->
          r == Rounding.NEAREST
              ? (unsigned
                  ? v -> Float.floatToRawIntBits(unsignedFloat(v))
                  : v -> Float.floatToRawIntBits((float) v))
              : v ->
                  Float.floatToRawIntBits(r.narrow((double) v, (double) (v - (long) (double) v)));
      case "f16" -> v -> Half.toFloat16((float) v) & 0xffffL;
      default -> {
        int drop = 64 - 8 * MemoryOps.width(o, c.to());
        boolean signed = c.to().startsWith("s") && drop < 48; // 16 bits have zeros above them
        yield signed ? v -> v << drop >> drop : v -> v << drop >>> drop;
      }
    };
  }

  private static double unsignedDouble(long v) {
    return v >= 0 ? v : (double) ((v >>> 1) | (v & 1)) * 2; // the sticky bit rounds for what is cut
  }

  private static float unsignedFloat(long v) {
    return v >= 0 ? v : (float) ((v >>> 1) | (v & 1)) * 2;
  }

  private static Instruction fromFloating(Operands o, Conversion c) {
    boolean wideFrom = c.from().equals("f64");
    boolean wideTo = o.registers().isWide(o.get(0));
    int from = wideFrom ? o.wide(1) : o.word(1);
    int to = wideTo ? o.wide(0) : o.word(0);
    FloatingWriter writer = floatingWriter(o, c);
    FloatingReader reader = reader(o, c);
    return (w, mask) -> {
      long[] q = wideFrom ? w.wide(from, mask) : null;
      int[] s = wideFrom ? null : w.word(from, mask);
      long[] wide = wideTo ? w.defineWide(to, mask) : null;
      int[] word = wideTo ? null : w.define(to, mask);
      for (int m = mask; m != 0; m &= m - 1) {
        int lane = Integer.numberOfTrailingZeros(m);
        long bits = writer.bits(reader.value(q != null ? q[lane] : s[lane]));
        if (wide != null) {
          wide[lane] = bits;
        } else {
          word[lane] = (int) bits;
        }
      }
    };
  }

  /** The value of bits. */
  private interface FloatingReader {
    double value(long bits);
  }

  private static FloatingReader reader(Operands o, Conversion c) {
    return switch (c.from()) {
      case "f64" -> Double::longBitsToDouble;
      case "f32" -> b -> Float.intBitsToFloat((int) b);
      case "f16" -> b -> Half.fromFloat16((short) b);
      case "bf16" -> b -> Half.fromBfloat16((short) b);
      default -> throw o.refuse("type ." + c.from() + " is not offered");
    };
  }

  /** Bits of the destination for a floating number. */
  private interface FloatingWriter {
    long bits(double value);
  }

  private static FloatingWriter floatingWriter(Operands o, Conversion c) {
    Rounding r = c.rounding();
    boolean nearest = r == Rounding.NEAREST;
    return switch (c.to()) {
      case "f64" -> c.whole() ? v -> bits(r.whole(v)) : ConvertOps::bits;
      case "f32" -> v -> Float.floatToRawIntBits(finish(r.narrow(v, 0), c)) & 0xffffffffL;
      case "f16" -> {
        require(o, nearest && c.from().equals("f32"));
        yield v -> Half.toFloat16(finish((float) v, c)) & 0xffffL;
      }
      case "bf16" -> {
        require(o, nearest && c.from().equals("f32"));
        yield v -> Half.toBfloat16(finish((float) v, c)) & 0xffffL;
      }
      case "s64" -> v -> (long) r.whole(v);
      case "u64" -> v -> toUnsigned(r.whole(v));
      case "s32" -> v -> (int) r.whole(v);
      case "u32" -> v -> Math.min(Math.max((long) r.whole(v), 0), 0xffffffffL);
      case "s16" -> v -> Math.min(Math.max((long) r.whole(v), -32768), 32767) & 0xffff;
      case "u16" -> v -> Math.min(Math.max((long) r.whole(v), 0), 65535);
      case "s8" -> v -> Math.min(Math.max((long) r.whole(v), -128), 127);
      case "u8" -> v -> Math.min(Math.max((long) r.whole(v), 0), 255);
      default -> throw o.refuse("type ." + c.to() + " is not offered");
    };
  }

  private static void require(Operands o, boolean offered) {
    if (!offered) {
      throw o.refuse("is offered from f32 to nearest only");
    }
  }

  private static float finish(float v, Conversion c) {
    return c.saturate() ? saturate(v) : v;
  }

  private static long bits(double v) {
    return Double.doubleToRawLongBits(v);
  }

  private static long toUnsigned(double v) {
    return v < 0x1p63
        ? (v > 0 ? (long) v : 0)
        : v >= 0x1p64 ? -1L : (long) (v - 0x1p63) ^ Long.MIN_VALUE;
  }

  /** What the low bits of a register are as an integer of a type. */
  private record Extension(int shift, boolean signed) {
    static Extension of(Operands o, String type) {
      return new Extension(64 - 8 * MemoryOps.width(o, type), type.startsWith("s"));
    }

    long apply(long bits) {
      return signed ? bits << shift >> shift : bits << shift >>> shift;
    }
  }
}
