package dev.v2v.engine.ptx.machine;

import dev.v2v.engine.ptx.machine.LaneOp.QQ;
import dev.v2v.engine.ptx.machine.LaneOp.WW;
import dev.v2v.engine.ptx.text.PtxOperand;
import java.util.List;
import java.util.Map;

/** Moves, selections, and addresses of one space made addresses of another. */
final class MoveOps {
  private static final WW COPY = (d, a) -> System.arraycopy(a, 0, d, 0, Warp.LANES);
  private static final WW COPY_HALF = IntegerOps.each(a -> a & 0xffff);
  private static final QQ COPY_WIDE = (d, a) -> System.arraycopy(a, 0, d, 0, Warp.LANES);

  private MoveOps() {}

  static void addTo(Map<String, LaneOp> t) {
    for (String type : List.of("u32", "s32", "b32", "f32")) {
      t.put("mov." + type, COPY);
    }
    for (String type : List.of("u16", "s16", "b16")) {
      t.put("mov." + type, COPY_HALF);
    }
    for (String type : List.of("u64", "s64", "b64", "f64")) {
      t.put("mov." + type, COPY_WIDE);
    }
    // Generic addresses of global and constant memory are the addresses themselves.
    for (String space : List.of("global", "const")) {
      t.put("cvta." + space + ".u64", COPY_WIDE);
      t.put("cvta.to." + space + ".u64", COPY_WIDE);
    }
    t.put("cvta.shared.u64", IntegerOps.eachWide(a -> a + Space.SHARED_WINDOW));
    t.put("cvta.to.shared.u64", IntegerOps.eachWide(a -> a - Space.SHARED_WINDOW));
    t.put("cvta.local.u64", IntegerOps.eachWide(a -> a + Space.LOCAL_WINDOW));
    t.put("cvta.to.local.u64", IntegerOps.eachWide(a -> a - Space.LOCAL_WINDOW));
  }

  /** Whether a move takes a register apart or puts one together. */
  static boolean isPacking(Operands o) {
    return o.size() == 2
        && (o.get(0) instanceof PtxOperand.Vector || o.get(1) instanceof PtxOperand.Vector);
  }

  /** {@code mov} between a register and the halves of it in braces, the low one first. */
  static Instruction packing(Operands o) {
    boolean unpack = o.get(0) instanceof PtxOperand.Vector;
    List<PtxOperand> halves = o.elements(unpack ? 0 : 1);
    boolean wide = o.instruction().opcode().equals("mov.b64");
    if (halves.size() != 2 || !(wide || o.instruction().opcode().equals("mov.b32"))) {
      throw o.refuse("is offered for two halves of 32 or 64 bits");
    }
    int low = o.word(halves.get(0));
    int high = o.word(halves.get(1));
    PtxOperand operand = o.get(unpack ? 1 : 0);
    int whole = wide ? o.wide(operand) : o.word(operand);
    int shift = wide ? 32 : 16;
    long field = (1L << shift) - 1;
    return (w, mask) -> {
      if (unpack) {
        long[] q = wide ? w.wide(whole, mask) : null;
        int[] s = wide ? null : w.word(whole, mask);
        int[] lows = w.define(low, mask);
        int[] highs = w.define(high, mask);
        for (int m = mask; m != 0; m &= m - 1) {
          int lane = Integer.numberOfTrailingZeros(m);
          long value = q != null ? q[lane] : s[lane];
          lows[lane] = (int) (value & field);
          highs[lane] = (int) (value >>> shift & field);
        }
      } else {
        int[] lows = w.word(low, mask);
        int[] highs = w.word(high, mask);
        long[] q = wide ? w.defineWide(whole, mask) : null;
        int[] s = wide ? null : w.define(whole, mask);
        for (int m = mask; m != 0; m &= m - 1) {
          int lane = Integer.numberOfTrailingZeros(m);
          long value = (lows[lane] & field) | (highs[lane] & field) << shift;
          if (q != null) {
            q[lane] = value;
          } else {
            s[lane] = (int) value;
          }
        }
      }
    };
  }

  /** {@code selp}: the first where the predicate holds, else the second. */
  static Instruction select(Operands o) {
    o.count(4);
    int p = o.predicate(3);
    return switch (o.instruction().opcode()) {
      case "selp.b16", "selp.u16", "selp.s16" -> select(o, p, 0xffff);
      case "selp.b32", "selp.u32", "selp.s32", "selp.f32" -> select(o, p, -1);
      case "selp.b64", "selp.u64", "selp.s64", "selp.f64" -> selectWide(o, p);
      default -> throw o.refuse("is not offered");
    };
  }

  private static Instruction select(Operands o, int p, int field) {
    int d = o.word(0);
    int a = o.word(1);
    int b = o.word(2);
    return (w, mask) -> {
      int chosen = w.predicate(p, mask);
      int[] to = w.target(d, mask);
      int[] x = w.word(a, mask & chosen);
      int[] y = w.word(b, mask & ~chosen);
      for (int i = 0; i < Warp.LANES; i++) {
        to[i] = ((chosen >>> i & 1) != 0 ? x[i] : y[i]) & field;
      }
      w.commit(d, mask);
    };
  }

  private static Instruction selectWide(Operands o, int p) {
    int d = o.wide(0);
    int a = o.wide(1);
    int b = o.wide(2);
    return (w, mask) -> {
      int chosen = w.predicate(p, mask);
      long[] to = w.wideTarget(d, mask);
      long[] x = w.wide(a, mask & chosen);
      long[] y = w.wide(b, mask & ~chosen);
      for (int i = 0; i < Warp.LANES; i++) {
        to[i] = (chosen >>> i & 1) != 0 ? x[i] : y[i];
      }
      w.commitWide(d, mask);
    };
  }
}
