package dev.v2v.engine.ptx.machine;

import dev.v2v.engine.ptx.machine.LaneOp.QQ;
import dev.v2v.engine.ptx.machine.LaneOp.QQQ;
import dev.v2v.engine.ptx.machine.LaneOp.QQQQ;
import dev.v2v.engine.ptx.machine.LaneOp.QQQWW;
import dev.v2v.engine.ptx.machine.LaneOp.QQW;
import dev.v2v.engine.ptx.machine.LaneOp.QWW;
import dev.v2v.engine.ptx.machine.LaneOp.QWWQ;
import dev.v2v.engine.ptx.machine.LaneOp.WW;
import dev.v2v.engine.ptx.machine.LaneOp.WWW;
import dev.v2v.engine.ptx.machine.LaneOp.WWWW;
import java.util.Map;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * Integer arithmetic and logic. Values of 16 bits lie in words with zeros above them.
 *
 * <p>IMPLEMENTATION NOTES. What fills inner loops has a loop of its own, which the compiler makes
 * vector code of; the rest goes through {@code each}, one call a lane.
 */
final class IntegerOps {
  private static final long LOW = 0xffffffffL;

  private IntegerOps() {}

  static WW each(IntUnaryOperator f) {
    return (d, a) -> {
      for (int i = 0; i < Warp.LANES; i++) {
        d[i] = f.applyAsInt(a[i]);
      }
    };
  }

  static WWW each(IntBinaryOperator f) {
    return (d, a, b) -> {
      for (int i = 0; i < Warp.LANES; i++) {
        d[i] = f.applyAsInt(a[i], b[i]);
      }
    };
  }

  static QQ eachWide(LongUnaryOperator f) {
    return (d, a) -> {
      for (int i = 0; i < Warp.LANES; i++) {
        d[i] = f.applyAsLong(a[i]);
      }
    };
  }

  static QQQ eachWide(LongBinaryOperator f) {
    return (d, a, b) -> {
      for (int i = 0; i < Warp.LANES; i++) {
        d[i] = f.applyAsLong(a[i], b[i]);
      }
    };
  }

  private static void put(Map<String, LaneOp> table, LaneOp op, String... opcodes) {
    for (String opcode : opcodes) {
      table.put(opcode, op);
    }
  }

  static void addTo(Map<String, LaneOp> t) {
    words(t);
    wideWords(t);
    halves(t);
    products(t);
    bits(t);
  }

  private static void words(Map<String, LaneOp> t) {
    WWW add =
        (d, a, b) -> {
          for (int i = 0; i < Warp.LANES; i++) {
            d[i] = a[i] + b[i];
          }
        };
    WWW sub =
        (d, a, b) -> {
          for (int i = 0; i < Warp.LANES; i++) {
            d[i] = a[i] - b[i];
          }
        };
    WWW and =
        (d, a, b) -> {
          for (int i = 0; i < Warp.LANES; i++) {
            d[i] = a[i] & b[i];
          }
        };
    put(t, add, "add.s32", "add.u32");
    put(t, sub, "sub.s32", "sub.u32");
    put(t, and, "and.b32");
    put(t, each((a, b) -> a | b), "or.b32");
    put(t, each((a, b) -> a ^ b), "xor.b32");
    put(t, each(a -> ~a), "not.b32");
    put(t, each(a -> -a), "neg.s32");
    put(t, each(Math::abs), "abs.s32");
    put(t, each(Math::min), "min.s32");
    put(t, each(Math::max), "max.s32");
    put(t, each((a, b) -> Integer.compareUnsigned(a, b) <= 0 ? a : b), "min.u32");
    put(t, each((a, b) -> Integer.compareUnsigned(a, b) >= 0 ? a : b), "max.u32");
    // Shifts by 32 and more give what shifting one by one would.
    put(t, each((a, b) -> Integer.compareUnsigned(b, 31) > 0 ? 0 : a << b), "shl.b32");
    put(t, each((a, b) -> Integer.compareUnsigned(b, 31) > 0 ? 0 : a >>> b), "shr.u32", "shr.b32");
    put(t, each((a, b) -> a >> (Integer.compareUnsigned(b, 31) > 0 ? 31 : b)), "shr.s32");
    // A division by zero is undefined; the hardware gives all ones, and so does this.
    put(t, each((a, b) -> b == 0 ? -1 : a / b), "div.s32");
    put(t, each((a, b) -> b == 0 ? -1 : Integer.divideUnsigned(a, b)), "div.u32");
    put(t, each((a, b) -> b == 0 ? a : a % b), "rem.s32");
    put(t, each((a, b) -> b == 0 ? a : Integer.remainderUnsigned(a, b)), "rem.u32");
  }

  private static void wideWords(Map<String, LaneOp> t) {
    QQQ add =
        (d, a, b) -> {
          for (int i = 0; i < Warp.LANES; i++) {
            d[i] = a[i] + b[i];
          }
        };
    QQW shl =
        (d, a, b) -> {
          for (int i = 0; i < Warp.LANES; i++) {
            d[i] = Integer.compareUnsigned(b[i], 63) > 0 ? 0 : a[i] << b[i];
          }
        };
    QQW shrUnsigned =
        (d, a, b) -> {
          for (int i = 0; i < Warp.LANES; i++) {
            d[i] = Integer.compareUnsigned(b[i], 63) > 0 ? 0 : a[i] >>> b[i];
          }
        };
    QQW shrSigned =
        (d, a, b) -> {
          for (int i = 0; i < Warp.LANES; i++) {
            d[i] = a[i] >> (Integer.compareUnsigned(b[i], 63) > 0 ? 63 : b[i]);
          }
        };
    put(t, add, "add.s64", "add.u64");
    put(t, eachWide((a, b) -> a - b), "sub.s64", "sub.u64");
    put(t, eachWide((a, b) -> a & b), "and.b64");
    put(t, eachWide((a, b) -> a | b), "or.b64");
    put(t, eachWide((a, b) -> a ^ b), "xor.b64");
    put(t, eachWide(a -> ~a), "not.b64");
    put(t, eachWide(a -> -a), "neg.s64");
    put(t, eachWide(Math::abs), "abs.s64");
    put(t, eachWide(Math::min), "min.s64");
    put(t, eachWide(Math::max), "max.s64");
    put(t, eachWide((a, b) -> Long.compareUnsigned(a, b) <= 0 ? a : b), "min.u64");
    put(t, eachWide((a, b) -> Long.compareUnsigned(a, b) >= 0 ? a : b), "max.u64");
    put(t, shl, "shl.b64");
    put(t, shrUnsigned, "shr.u64", "shr.b64");
    put(t, shrSigned, "shr.s64");
    put(t, eachWide((a, b) -> b == 0 ? -1 : a / b), "div.s64");
    put(t, eachWide((a, b) -> b == 0 ? -1 : Long.divideUnsigned(a, b)), "div.u64");
    put(t, eachWide((a, b) -> b == 0 ? a : a % b), "rem.s64");
    put(t, eachWide((a, b) -> b == 0 ? a : Long.remainderUnsigned(a, b)), "rem.u64");
  }

  private static void halves(Map<String, LaneOp> t) {
    put(t, each((a, b) -> (a + b) & 0xffff), "add.s16", "add.u16");
    put(t, each((a, b) -> (a - b) & 0xffff), "sub.s16", "sub.u16");
    put(t, each((a, b) -> (a * b) & 0xffff), "mul.lo.s16", "mul.lo.u16");
    put(t, each((a, b) -> a & b & 0xffff), "and.b16");
    put(t, each((a, b) -> (a | b) & 0xffff), "or.b16");
    put(t, each((a, b) -> (a ^ b) & 0xffff), "xor.b16");
    put(t, each(a -> ~a & 0xffff), "not.b16");
    put(t, each(a -> -(short) a & 0xffff), "neg.s16");
    put(t, each((a, b) -> b > 15 || b < 0 ? 0 : a << b & 0xffff), "shl.b16");
    put(t, each((a, b) -> b > 15 || b < 0 ? 0 : (a & 0xffff) >>> b), "shr.u16", "shr.b16");
    put(t, each((a, b) -> (short) a >> (b > 15 || b < 0 ? 15 : b) & 0xffff), "shr.s16");
    put(t, each((a, b) -> Math.min((short) a, (short) b) & 0xffff), "min.s16");
    put(t, each((a, b) -> Math.max((short) a, (short) b) & 0xffff), "max.s16");
    put(t, each((a, b) -> Math.min(a & 0xffff, b & 0xffff)), "min.u16");
    put(t, each((a, b) -> Math.max(a & 0xffff, b & 0xffff)), "max.u16");
    put(t, each((a, b) -> (a & 0xffff) * (b & 0xffff)), "mul.wide.u16");
    put(t, each((a, b) -> (short) a * (short) b), "mul.wide.s16");
  }

  private static void products(Map<String, LaneOp> t) {
    WWW mul =
        (d, a, b) -> {
          for (int i = 0; i < Warp.LANES; i++) {
            d[i] = a[i] * b[i];
          }
        };
    WWWW mad =
        (d, a, b, c) -> {
          for (int i = 0; i < Warp.LANES; i++) {
            d[i] = a[i] * b[i] + c[i];
          }
        };
    QWW wideSigned =
        (d, a, b) -> {
          for (int i = 0; i < Warp.LANES; i++) {
            d[i] = (long) a[i] * b[i];
          }
        };
    QWW wideUnsigned =
        (d, a, b) -> {
          for (int i = 0; i < Warp.LANES; i++) {
            d[i] = (a[i] & LOW) * (b[i] & LOW);
          }
        };
    QWWQ madSigned =
        (d, a, b, c) -> {
          for (int i = 0; i < Warp.LANES; i++) {
            d[i] = (long) a[i] * b[i] + c[i];
          }
        };
    QWWQ madUnsigned =
        (d, a, b, c) -> {
          for (int i = 0; i < Warp.LANES; i++) {
            d[i] = (a[i] & LOW) * (b[i] & LOW) + c[i];
          }
        };
    QQQQ madWide =
        (d, a, b, c) -> {
          for (int i = 0; i < Warp.LANES; i++) {
            d[i] = a[i] * b[i] + c[i];
          }
        };
    put(t, mul, "mul.lo.s32", "mul.lo.u32");
    put(t, mad, "mad.lo.s32", "mad.lo.u32");
    put(t, wideSigned, "mul.wide.s32");
    put(t, wideUnsigned, "mul.wide.u32");
    put(t, madSigned, "mad.wide.s32");
    put(t, madUnsigned, "mad.wide.u32");
    put(t, madWide, "mad.lo.s64", "mad.lo.u64");
    put(t, eachWide((a, b) -> a * b), "mul.lo.s64", "mul.lo.u64");
    put(t, each((a, b) -> (int) (((a & LOW) * (b & LOW)) >>> 32)), "mul.hi.u32");
    put(t, each((a, b) -> (int) (((long) a * b) >> 32)), "mul.hi.s32");
    put(t, eachWide(Math::multiplyHigh), "mul.hi.s64");
    put(
        t,
        eachWide((a, b) -> Math.multiplyHigh(a, b) + ((a >> 63) & b) + ((b >> 63) & a)),
        "mul.hi.u64");
  }

  private static void bits(Map<String, LaneOp> t) {
    WWWW prmt =
        (d, a, b, c) -> {
          for (int i = 0; i < Warp.LANES; i++) {
            d[i] = permute(a[i], b[i], c[i]);
          }
        };
    QQQWW insert =
        (d, a, b, place, length) -> {
          for (int i = 0; i < Warp.LANES; i++) {
            d[i] = insert(a[i], b[i], place[i] & 0xff, length[i] & 0xff);
          }
        };
    WWWW funnelLeft =
        (d, a, b, c) -> {
          for (int i = 0; i < Warp.LANES; i++) {
            d[i] = (int) ((((a[i] & LOW) | ((long) b[i] << 32)) << (c[i] & 31)) >>> 32);
          }
        };
    WWWW funnelRight =
        (d, a, b, c) -> {
          for (int i = 0; i < Warp.LANES; i++) {
            d[i] = (int) (((a[i] & LOW) | ((long) b[i] << 32)) >>> (c[i] & 31));
          }
        };
    put(t, prmt, "prmt.b32");
    put(t, insert, "bfi.b64");
    put(t, funnelLeft, "shf.l.wrap.b32");
    put(t, funnelRight, "shf.r.wrap.b32");
    put(t, each(Integer::numberOfLeadingZeros), "clz.b32");
    put(t, each(Integer::bitCount), "popc.b32");
    put(t, each(Integer::reverse), "brev.b32");
  }

  /** Four of the eight bytes of b and a; a nibble of 8 and more spreads its byte's sign. */
  private static int permute(int a, int b, int selector) {
    long both = (a & LOW) | ((long) b << 32);
    int result = 0;
    for (int i = 0; i < 4; i++) {
      int nibble = selector >> (4 * i) & 15;
      int value = (int) (both >>> (8 * (nibble & 7))) & 0xff;
      result |= (nibble < 8 ? value : value < 128 ? 0 : 0xff) << (8 * i);
    }
    return result;
  }

  /** {@code b} with its bits from {@code place} on replaced by the low ones of {@code a}. */
  private static long insert(long a, long b, int place, int length) {
    if (place > 63 || length == 0) {
      return b;
    }
    long field = length > 63 ? -1L : (1L << length) - 1;
    return (b & ~(field << place)) | ((a & field) << place);
  }
}
