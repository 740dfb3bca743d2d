package dev.v2v.engine.ptx.machine;

import dev.v2v.engine.ptx.machine.LaneOp.QQ;
import dev.v2v.engine.ptx.machine.LaneOp.QQQ;
import dev.v2v.engine.ptx.machine.LaneOp.QQQQ;
import dev.v2v.engine.ptx.machine.LaneOp.WW;
import dev.v2v.engine.ptx.machine.LaneOp.WWW;
import dev.v2v.engine.ptx.machine.LaneOp.WWWW;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * Floating arithmetic, float32 and float64 by their bits. Sums, products, fused products, quotients
 * and roots are IEEE's with the stated rounding; approximate functions are evaluated in float64 and
 * rounded once, which is within every bound that the manual gives.
 *
 * <p>IMPLEMENTATION NOTES. A product and a sum without rounding modifier may be fused by the
 * device's assembler; here they never are. Functions come from {@link StrictMath}, so that every
 * machine gives the same bits.
 */
final class FloatOps {
  private FloatOps() {}

  /** Of one float32. */
  interface Unary {
    float apply(float a);
  }

  /** Of two. */
  interface Binary {
    float apply(float a, float b);
  }

  static WW each(Unary f) {
    return (d, a) -> {
      for (int i = 0; i < Warp.LANES; i++) {
        d[i] = Float.floatToRawIntBits(f.apply(Float.intBitsToFloat(a[i])));
      }
    };
  }

  static WWW each(Binary f) {
    return (d, a, b) -> {
      for (int i = 0; i < Warp.LANES; i++) {
        float x = Float.intBitsToFloat(a[i]);
        d[i] = Float.floatToRawIntBits(f.apply(x, Float.intBitsToFloat(b[i])));
      }
    };
  }

  static QQ eachWide(DoubleUnaryOperator f) {
    return (d, a) -> {
      for (int i = 0; i < Warp.LANES; i++) {
        d[i] = Double.doubleToRawLongBits(f.applyAsDouble(Double.longBitsToDouble(a[i])));
      }
    };
  }

  static QQQ eachWide(DoubleBinaryOperator f) {
    return (d, a, b) -> {
      for (int i = 0; i < Warp.LANES; i++) {
        double x = Double.longBitsToDouble(a[i]);
        d[i] = Double.doubleToRawLongBits(f.applyAsDouble(x, Double.longBitsToDouble(b[i])));
      }
    };
  }

  private static void put(Map<String, LaneOp> table, LaneOp op, String... opcodes) {
    for (String opcode : opcodes) {
      table.put(opcode, op);
    }
  }

  static void addTo(Map<String, LaneOp> t) {
    sums(t);
    rounded(t);
    simple(t);
    approximate(t);
    wide(t);
  }

  private static void sums(Map<String, LaneOp> t) {
    WWW add =
        (d, a, b) -> {
          for (int i = 0; i < Warp.LANES; i++) {
            d[i] = Float.floatToRawIntBits(Float.intBitsToFloat(a[i]) + Float.intBitsToFloat(b[i]));
          }
        };
    WWW sub =
        (d, a, b) -> {
          for (int i = 0; i < Warp.LANES; i++) {
            d[i] = Float.floatToRawIntBits(Float.intBitsToFloat(a[i]) - Float.intBitsToFloat(b[i]));
          }
        };
    WWW mul =
        (d, a, b) -> {
          for (int i = 0; i < Warp.LANES; i++) {
            d[i] = Float.floatToRawIntBits(Float.intBitsToFloat(a[i]) * Float.intBitsToFloat(b[i]));
          }
        };
    WWWW fma =
        (d, a, b, c) -> {
          for (int i = 0; i < Warp.LANES; i++) {
            float x = Float.intBitsToFloat(a[i]);
            float y = Float.intBitsToFloat(b[i]);
            d[i] = Float.floatToRawIntBits(Math.fma(x, y, Float.intBitsToFloat(c[i])));
          }
        };
    put(t, add, "add.f32", "add.rn.f32");
    put(t, sub, "sub.f32", "sub.rn.f32");
    put(t, mul, "mul.f32", "mul.rn.f32");
    put(t, fma, "fma.rn.f32");
    put(t, each((a, b) -> a / b), "div.rn.f32", "div.approx.f32", "div.full.f32");
    put(t, each(a -> 1 / a), "rcp.rn.f32", "rcp.approx.f32");
    put(t, each(a -> (float) Math.sqrt(a)), "sqrt.rn.f32", "sqrt.approx.f32");
  }

  private static void rounded(Map<String, LaneOp> t) {
    for (Rounding r : Rounding.values()) {
      if (r == Rounding.NEAREST) {
        continue;
      }
      WWWW fma =
          (d, a, b, c) -> {
            for (int i = 0; i < Warp.LANES; i++) {
              float x = Float.intBitsToFloat(a[i]);
              float y = Float.intBitsToFloat(b[i]);
              float z = Float.intBitsToFloat(c[i]);
              d[i] = Float.floatToRawIntBits(r.fma(x, y, z));
            }
          };
      put(t, fma, "fma." + r.modifier() + ".f32");
      put(t, each((a, b) -> r.fma(1, a, b)), "add." + r.modifier() + ".f32");
      put(t, each((a, b) -> r.fma(1, a, -b)), "sub." + r.modifier() + ".f32");
      put(t, each((a, b) -> r.fma(a, b, Math.copySign(0f, a * b))), "mul." + r.modifier() + ".f32");
    }
  }

  private static void simple(Map<String, LaneOp> t) {
    put(t, IntegerOps.each(a -> a ^ 0x8000_0000), "neg.f32");
    put(t, IntegerOps.each(a -> a & 0x7fff_ffff), "abs.f32");
    // The sign of the first operand on the magnitude of the second.
    put(t, IntegerOps.each((a, b) -> (a & 0x8000_0000) | (b & 0x7fff_ffff)), "copysign.f32");
    // A number wins over a NaN.
    put(t, each(FloatOps::min), "min.f32");
    put(t, each(FloatOps::max), "max.f32");
    put(t, each((Binary) Math::min), "min.NaN.f32");
    put(t, each((Binary) Math::max), "max.NaN.f32");
  }

  static float min(float a, float b) {
    return Float.isNaN(a) ? b : Float.isNaN(b) ? a : Math.min(a, b);
  }

  static float max(float a, float b) {
    return Float.isNaN(a) ? b : Float.isNaN(b) ? a : Math.max(a, b);
  }

  private static void approximate(Map<String, LaneOp> t) {
    approximate(t, "ex2", a -> (float) StrictMath.pow(2, a));
    approximate(t, "lg2", a -> (float) (StrictMath.log(a) / StrictMath.log(2)));
    approximate(t, "sin", a -> (float) StrictMath.sin(a));
    approximate(t, "cos", a -> (float) StrictMath.cos(a));
    approximate(t, "tanh", a -> (float) StrictMath.tanh(a));
    approximate(t, "rsqrt", a -> (float) (1 / Math.sqrt(a)));
    Unary reciprocal = a -> 1 / a;
    Unary root = a -> (float) Math.sqrt(a);
    put(t, each(a -> flush(reciprocal.apply(flush(a)))), "rcp.approx.ftz.f32");
    put(t, each(a -> flush(root.apply(flush(a)))), "sqrt.approx.ftz.f32");
    put(t, each((a, b) -> flush(flush(a) / flush(b))), "div.approx.ftz.f32", "div.full.ftz.f32");
  }

  private static void approximate(Map<String, LaneOp> t, String name, Unary f) {
    t.put(name + ".approx.f32", each(f));
    t.put(name + ".approx.ftz.f32", each(a -> flush(f.apply(flush(a)))));
  }

  /** Zero of its sign for a subnormal number. */
  private static float flush(float a) {
    return Math.abs(a) < Float.MIN_NORMAL ? Math.copySign(0f, a) : a;
  }

  private static void wide(Map<String, LaneOp> t) {
    QQQQ fma =
        (d, a, b, c) -> {
          for (int i = 0; i < Warp.LANES; i++) {
            double x = Double.longBitsToDouble(a[i]);
            double y = Double.longBitsToDouble(b[i]);
            d[i] = Double.doubleToRawLongBits(Math.fma(x, y, Double.longBitsToDouble(c[i])));
          }
        };
    put(t, fma, "fma.rn.f64");
    put(t, eachWide((double a, double b) -> a + b), "add.f64", "add.rn.f64");
    put(t, eachWide((double a, double b) -> a - b), "sub.f64", "sub.rn.f64");
    put(t, eachWide((double a, double b) -> a * b), "mul.f64", "mul.rn.f64");
    put(t, eachWide((double a, double b) -> a / b), "div.rn.f64");
    put(t, eachWide(a -> 1 / a), "rcp.rn.f64");
    put(t, eachWide(Math::sqrt), "sqrt.rn.f64");
    put(t, IntegerOps.eachWide(a -> a ^ Long.MIN_VALUE), "neg.f64");
    put(t, IntegerOps.eachWide(a -> a & Long.MAX_VALUE), "abs.f64");
    put(
        t,
        eachWide((a, b) -> Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.min(a, b)),
        "min.f64");
    put(
        t,
        eachWide((a, b) -> Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.max(a, b)),
        "max.f64");
  }
}
