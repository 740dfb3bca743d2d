package dev.v2v.engine.ptx.machine;

import dev.v2v.engine.Half;
import dev.v2v.engine.ptx.machine.LaneOp.WWWW;
import java.util.Map;

/**
 * Arithmetic of single float16 and bfloat16, each result rounded once.
 *
 * <p>IMPLEMENTATION NOTES. A float32 has more than twice the bits and two: sums and products
 * rounded to it and then to 16 bits are as if rounded once. A fused product needs more: what is cut
 * from it is kept as an odd last bit, which no later rounding mistakes for a tie.
 */
final class HalfOps {
  private HalfOps() {}

  /** A type of 16 bits. */
  private interface Type {
    float get(short bits);

    short bits(float value);
  }

  private static final Type BRAIN =
      new Type() {
        @Override
        public float get(short bits) {
          return Half.fromBfloat16(bits);
        }

        @Override
        public short bits(float value) {
          return Half.toBfloat16(value);
        }
      };

  private static final Type IEEE =
      new Type() {
        @Override
        public float get(short bits) {
          return Half.fromFloat16(bits);
        }

        @Override
        public short bits(float value) {
          return Half.toFloat16(value);
        }
      };

  static void addTo(Map<String, LaneOp> t) {
    addTo(t, "f16", IEEE);
    addTo(t, "bf16", BRAIN);
  }

  private static void addTo(Map<String, LaneOp> t, String name, Type type) {
    for (String rounding : new String[] {"", "rn."}) {
      t.put("add." + rounding + name, each(type, (a, b) -> a + b));
      t.put("sub." + rounding + name, each(type, (a, b) -> a - b));
      t.put("mul." + rounding + name, each(type, (a, b) -> a * b));
    }
    t.put("min." + name, each(type, FloatOps::min));
    t.put("max." + name, each(type, FloatOps::max));
    t.put("neg." + name, IntegerOps.each(a -> (a ^ 0x8000) & 0xffff));
    t.put("abs." + name, IntegerOps.each(a -> a & 0x7fff));
    WWWW fma =
        (d, a, b, c) -> {
          for (int i = 0; i < Warp.LANES; i++) {
            float x = type.get((short) a[i]);
            float y = type.get((short) b[i]);
            d[i] = type.bits(fma(x, y, type.get((short) c[i]))) & 0xffff;
          }
        };
    t.put("fma.rn." + name, fma);
  }

  private static LaneOp each(Type type, FloatOps.Binary f) {
    return IntegerOps.each(
        (a, b) -> type.bits(f.apply(type.get((short) a), type.get((short) b))) & 0xffff);
  }

  /** {@code a b + c}, cut to a float32 whose last bit is odd if anything was cut. */
  static float fma(float a, float b, float c) {
    float cut = Rounding.ZERO.fma(a, b, c);
    boolean exact = Rounding.DOWN.fma(a, b, c) == Rounding.UP.fma(a, b, c);
    return exact || !Float.isFinite(cut)
        ? cut
        : Float.intBitsToFloat(Float.floatToRawIntBits(cut) | 1);
  }
}
