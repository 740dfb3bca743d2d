package dev.v2v.engine.ptx.machine;

import dev.v2v.engine.ptx.machine.LaneOp.PPP;
import dev.v2v.engine.ptx.machine.LaneOp.PQQ;
import dev.v2v.engine.ptx.machine.LaneOp.PWW;
import java.util.Map;

/** Comparisons into predicates, and the logic of predicates. */
final class CompareOps {
  private CompareOps() {}

  private interface Ints {
    boolean test(int a, int b);
  }

  private interface Longs {
    boolean test(long a, long b);
  }

  private interface Floats {
    boolean test(float a, float b);
  }

  private interface Doubles {
    boolean test(double a, double b);
  }

  private static PWW ints(Ints test) {
    return (a, b) -> {
      int mask = 0;
      for (int i = 0; i < Warp.LANES; i++) {
        mask |= (test.test(a[i], b[i]) ? 1 : 0) << i;
      }
      return mask;
    };
  }

  private static PQQ longs(Longs test) {
    return (a, b) -> {
      int mask = 0;
      for (int i = 0; i < Warp.LANES; i++) {
        mask |= (test.test(a[i], b[i]) ? 1 : 0) << i;
      }
      return mask;
    };
  }

  static void addTo(Map<String, LaneOp> t) {
    integers(t);
    floats(t);
    t.put("and.pred", (PPP) (a, b) -> a & b);
    t.put("or.pred", (PPP) (a, b) -> a | b);
    t.put("xor.pred", (PPP) (a, b) -> a ^ b);
    t.put("not.pred", (LaneOp.PP) a -> ~a);
    t.put("mov.pred", (LaneOp.PP) a -> a);
  }

  /**
   * Unsigned numbers are compared as signed ones with the sign flipped, 16 bits after extension.
   */
  private static void integers(Map<String, LaneOp> t) {
    integers(t, "eq", (a, b) -> a == b);
    integers(t, "ne", (a, b) -> a != b);
    integers(t, "lt", (a, b) -> a < b);
    integers(t, "le", (a, b) -> a <= b);
    integers(t, "gt", (a, b) -> a > b);
    integers(t, "ge", (a, b) -> a >= b);
    t.put("setp.lo.u32", t.get("setp.lt.u32"));
    t.put("setp.ls.u32", t.get("setp.le.u32"));
    t.put("setp.hi.u32", t.get("setp.gt.u32"));
    t.put("setp.hs.u32", t.get("setp.ge.u32"));
  }

  private static void integers(Map<String, LaneOp> t, String name, Longs test) {
    int min = Integer.MIN_VALUE;
    long minWide = Long.MIN_VALUE;
    PWW words = ints(test::test);
    PQQ wides = longs(test);
    PWW halves = ints((a, b) -> test.test((short) a, (short) b));
    t.put("setp." + name + ".s32", words);
    t.put("setp." + name + ".s64", wides);
    t.put("setp." + name + ".s16", halves);
    t.put("setp." + name + ".u32", ints((a, b) -> test.test(a ^ min, b ^ min)));
    t.put("setp." + name + ".u64", longs((a, b) -> test.test(a ^ minWide, b ^ minWide)));
    t.put("setp." + name + ".u16", ints((a, b) -> test.test(a & 0xffff, b & 0xffff)));
    if (name.equals("eq") || name.equals("ne")) {
      t.put("setp." + name + ".b32", words);
      t.put("setp." + name + ".b64", wides);
      t.put("setp." + name + ".b16", halves);
    }
  }

  private static boolean ordered(float a, float b) {
    return !Float.isNaN(a) && !Float.isNaN(b);
  }

  private static boolean ordered(double a, double b) {
    return !Double.isNaN(a) && !Double.isNaN(b);
  }

  private static void floats(Map<String, LaneOp> t) {
    floats(t, "eq", (a, b) -> a == b, (a, b) -> a == b);
    floats(t, "ne", (a, b) -> a < b || a > b, (a, b) -> a < b || a > b);
    floats(t, "lt", (a, b) -> a < b, (a, b) -> a < b);
    floats(t, "le", (a, b) -> a <= b, (a, b) -> a <= b);
    floats(t, "gt", (a, b) -> a > b, (a, b) -> a > b);
    floats(t, "ge", (a, b) -> a >= b, (a, b) -> a >= b);
    // The same, true also if one of them is NaN.
    floats(t, "equ", (a, b) -> !(a < b || a > b), (a, b) -> !(a < b || a > b));
    floats(t, "neu", (a, b) -> a != b, (a, b) -> a != b);
    floats(t, "ltu", (a, b) -> !(a >= b), (a, b) -> !(a >= b));
    floats(t, "leu", (a, b) -> !(a > b), (a, b) -> !(a > b));
    floats(t, "gtu", (a, b) -> !(a <= b), (a, b) -> !(a <= b));
    floats(t, "geu", (a, b) -> !(a < b), (a, b) -> !(a < b));
    floats(t, "num", CompareOps::ordered, CompareOps::ordered);
    floats(t, "nan", (a, b) -> !ordered(a, b), (a, b) -> !ordered(a, b));
  }

  private static void floats(Map<String, LaneOp> t, String name, Floats test, Doubles wide) {
    t.put(
        "setp." + name + ".f32",
        ints((a, b) -> test.test(Float.intBitsToFloat(a), Float.intBitsToFloat(b))));
    t.put(
        "setp." + name + ".f64",
        longs((a, b) -> wide.test(Double.longBitsToDouble(a), Double.longBitsToDouble(b))));
  }
}
