package dev.v2v.engine.ptx.machine;

import dev.v2v.engine.ptx.text.PtxOperand;

/** What lanes of a warp tell each other: shuffles and votes. */
final class WarpOps {
  private WarpOps() {}

  /** Lane from which lane {@code lane} reads, of its segment, whose bounds {@code c} gives. */
  private interface Source {
    int lane(int lane, int b, int first, int last);
  }

  /** {@code shfl.sync.mode.b32 d|p, a, b, c, members}. */
  static Instruction shuffle(Operands o) {
    o.count(5);
    Source source =
        switch (o.instruction().opcode()) {
          case "shfl.sync.up.b32" -> (lane, b, first, last) -> lane - b >= first ? lane - b : -1;
          case "shfl.sync.down.b32" -> (lane, b, first, last) -> lane + b <= last ? lane + b : -1;
          case "shfl.sync.bfly.b32" -> (lane, b, first, last) -> (lane ^ b) <= last ? lane ^ b : -1;
          case "shfl.sync.idx.b32" ->
              (lane, b, first, last) -> (first | b) <= last ? first | b : -1;
          default -> throw o.refuse("is not offered");
        };
    boolean up = o.instruction().opcode().contains(".up.");
    PtxOperand to = o.get(0);
    boolean tells = to instanceof PtxOperand.Pair;
    int d = o.word(to instanceof PtxOperand.Pair pair ? pair.first() : to);
    int p = to instanceof PtxOperand.Pair pair ? o.predicate(pair.second()) : -1;
    int a = o.word(1);
    int b = o.word(2);
    int c = o.word(3);
    int members = o.word(4);
    return (w, mask) -> {
      int[] from = w.word(a, mask).clone(); // d may be a
      int[] step = w.word(b, mask);
      int[] bounds = w.word(c, mask);
      int[] of = w.word(members, mask);
      int[] result = w.define(d, mask);
      int valid = 0;
      for (int m = mask; m != 0; m &= m - 1) {
        int lane = Integer.numberOfTrailingZeros(m);
        requireMembers(w, lane, of[lane], mask);
        int segment = bounds[lane] >> 8 & 31;
        int first = lane & segment;
        int clamp = bounds[lane] & 31;
        int last = first | (clamp & ~segment);
        int read = source.lane(lane, step[lane] & 31, up ? last : first, last);
        if (read < 0) {
          read = lane;
        } else {
          valid |= 1 << lane;
        }
        if ((mask & of[lane] & 1 << read) == 0) {
          throw w.fault("reads lane " + read + ", which takes no part", 1 << lane);
        }
        result[lane] = from[read];
      }
      if (tells) {
        w.setPredicate(p, mask, valid);
      }
    };
  }

  private static void requireMembers(Warp w, int lane, int members, int mask) {
    boolean self = (members & 1 << lane) != 0;
    if (!self || (members & w.liveLanes() & ~mask) != 0) {
      throw w.fault(
          "divergent: its member lanes are %08x, those that execute it %08x"
              .formatted(members, mask),
          1 << lane);
    }
  }

  /** {@code vote.sync.mode d, p, members}. */
  static Instruction vote(Operands o) {
    o.count(3);
    PtxOperand operand = o.get(1);
    boolean negated = operand instanceof PtxOperand.Not;
    int flip = negated ? -1 : 0;
    int p = o.predicate(operand instanceof PtxOperand.Not not ? not.operand() : operand);
    int members = o.word(2);
    String opcode = o.instruction().opcode();
    if (opcode.equals("vote.sync.ballot.b32")) {
      int d = o.word(0);
      return (w, mask) -> {
        int ballot = cast(w, mask, p, members) ^ (flip & mask);
        int[] to = w.define(d, mask);
        for (int m = mask; m != 0; m &= m - 1) {
          to[Integer.numberOfTrailingZeros(m)] = ballot;
        }
      };
    }
    int d = o.predicate(0);
    return switch (opcode) {
      case "vote.sync.any.pred" ->
          (w, mask) ->
              w.setPredicate(d, mask, (cast(w, mask, p, members) ^ (flip & mask)) != 0 ? -1 : 0);
      case "vote.sync.all.pred" ->
          (w, mask) ->
              w.setPredicate(d, mask, (cast(w, mask, p, members) ^ (flip & mask)) == mask ? -1 : 0);
      default -> throw o.refuse("is not offered");
    };
  }

  /** The votes of the lanes that take part. */
  private static int cast(Warp w, int mask, int p, int members) {
    int[] of = w.word(members, mask);
    for (int m = mask; m != 0; m &= m - 1) {
      int lane = Integer.numberOfTrailingZeros(m);
      if (of[lane] != mask) {
        requireMembers(w, lane, of[lane], mask);
        throw w.fault("lanes with other members vote at once", 1 << lane);
      }
    }
    return w.predicate(p, mask) & mask;
  }

  /** {@code activemask.b32 d}. */
  static Instruction activeMask(Operands o) {
    o.count(1);
    int d = o.word(0);
    return (w, mask) -> {
      int[] to = w.define(d, mask);
      for (int m = mask; m != 0; m &= m - 1) {
        to[Integer.numberOfTrailingZeros(m)] = mask;
      }
    };
  }
}
