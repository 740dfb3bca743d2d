package dev.v2v.engine.ptx.machine;

/**
 * A function of registers that works on all 32 lanes at once, whatever lanes take part: what it
 * computes for others is not stored. Letters tell its registers, destination first: {@code W} 32
 * bits, {@code Q} 64 bits, {@code P} a predicate, which a comparison returns as a mask.
 */
interface LaneOp {
  /** The instruction that applies this function to operands. */
  Instruction bind(Operands o);

  /** Of one word. */
  interface WW extends LaneOp {
    void apply(int[] d, int[] a);

    @Override
    default Instruction bind(Operands o) {
      o.count(2);
      int d = o.word(0);
      int a = o.word(1);
      return (w, mask) -> {
        apply(w.target(d, mask), w.word(a, mask));
        w.commit(d, mask);
      };
    }
  }

  /** Of two words. */
  interface WWW extends LaneOp {
    void apply(int[] d, int[] a, int[] b);

    @Override
    default Instruction bind(Operands o) {
      o.count(3);
      int d = o.word(0);
      int a = o.word(1);
      int b = o.word(2);
      return (w, mask) -> {
        apply(w.target(d, mask), w.word(a, mask), w.word(b, mask));
        w.commit(d, mask);
      };
    }
  }

  /** Of three words. */
  interface WWWW extends LaneOp {
    void apply(int[] d, int[] a, int[] b, int[] c);

    @Override
    default Instruction bind(Operands o) {
      o.count(4);
      int d = o.word(0);
      int a = o.word(1);
      int b = o.word(2);
      int c = o.word(3);
      return (w, mask) -> {
        apply(w.target(d, mask), w.word(a, mask), w.word(b, mask), w.word(c, mask));
        w.commit(d, mask);
      };
    }
  }

  /** Of one wide word. */
  interface QQ extends LaneOp {
    void apply(long[] d, long[] a);

    @Override
    default Instruction bind(Operands o) {
      o.count(2);
      int d = o.wide(0);
      int a = o.wide(1);
      return (w, mask) -> {
        apply(w.wideTarget(d, mask), w.wide(a, mask));
        w.commitWide(d, mask);
      };
    }
  }

  /** Of two wide words. */
  interface QQQ extends LaneOp {
    void apply(long[] d, long[] a, long[] b);

    @Override
    default Instruction bind(Operands o) {
      o.count(3);
      int d = o.wide(0);
      int a = o.wide(1);
      int b = o.wide(2);
      return (w, mask) -> {
        apply(w.wideTarget(d, mask), w.wide(a, mask), w.wide(b, mask));
        w.commitWide(d, mask);
      };
    }
  }

  /** Of three wide words. */
  interface QQQQ extends LaneOp {
    void apply(long[] d, long[] a, long[] b, long[] c);

    @Override
    default Instruction bind(Operands o) {
      o.count(4);
      int d = o.wide(0);
      int a = o.wide(1);
      int b = o.wide(2);
      int c = o.wide(3);
      return (w, mask) -> {
        apply(w.wideTarget(d, mask), w.wide(a, mask), w.wide(b, mask), w.wide(c, mask));
        w.commitWide(d, mask);
      };
    }
  }

  /** A wide word of a word. */
  interface QW extends LaneOp {
    void apply(long[] d, int[] a);

    @Override
    default Instruction bind(Operands o) {
      o.count(2);
      int d = o.wide(0);
      int a = o.word(1);
      return (w, mask) -> {
        apply(w.wideTarget(d, mask), w.word(a, mask));
        w.commitWide(d, mask);
      };
    }
  }

  /** A word of a wide word. */
  interface WQ extends LaneOp {
    void apply(int[] d, long[] a);

    @Override
    default Instruction bind(Operands o) {
      o.count(2);
      int d = o.word(0);
      int a = o.wide(1);
      return (w, mask) -> {
        apply(w.target(d, mask), w.wide(a, mask));
        w.commit(d, mask);
      };
    }
  }

  /** A wide word of a wide word and a word: shifts. */
  interface QQW extends LaneOp {
    void apply(long[] d, long[] a, int[] b);

    @Override
    default Instruction bind(Operands o) {
      o.count(3);
      int d = o.wide(0);
      int a = o.wide(1);
      int b = o.word(2);
      return (w, mask) -> {
        apply(w.wideTarget(d, mask), w.wide(a, mask), w.word(b, mask));
        w.commitWide(d, mask);
      };
    }
  }

  /** A wide word of two words: products. */
  interface QWW extends LaneOp {
    void apply(long[] d, int[] a, int[] b);

    @Override
    default Instruction bind(Operands o) {
      o.count(3);
      int d = o.wide(0);
      int a = o.word(1);
      int b = o.word(2);
      return (w, mask) -> {
        apply(w.wideTarget(d, mask), w.word(a, mask), w.word(b, mask));
        w.commitWide(d, mask);
      };
    }
  }

  /** A wide word of two words and a wide word: products with a sum. */
  interface QWWQ extends LaneOp {
    void apply(long[] d, int[] a, int[] b, long[] c);

    @Override
    default Instruction bind(Operands o) {
      o.count(4);
      int d = o.wide(0);
      int a = o.word(1);
      int b = o.word(2);
      int c = o.wide(3);
      return (w, mask) -> {
        apply(w.wideTarget(d, mask), w.word(a, mask), w.word(b, mask), w.wide(c, mask));
        w.commitWide(d, mask);
      };
    }
  }

  /** Bits of a wide word put into another, at a place and of a length that words tell. */
  interface QQQWW extends LaneOp {
    void apply(long[] d, long[] a, long[] b, int[] place, int[] length);

    @Override
    default Instruction bind(Operands o) {
      o.count(5);
      int d = o.wide(0);
      int a = o.wide(1);
      int b = o.wide(2);
      int place = o.word(3);
      int length = o.word(4);
      return (w, mask) -> {
        apply(
            w.wideTarget(d, mask),
            w.wide(a, mask),
            w.wide(b, mask),
            w.word(place, mask),
            w.word(length, mask));
        w.commitWide(d, mask);
      };
    }
  }

  /** A comparison of words. */
  interface PWW extends LaneOp {
    int apply(int[] a, int[] b);

    @Override
    default Instruction bind(Operands o) {
      o.count(3);
      int d = o.predicate(0);
      int a = o.word(1);
      int b = o.word(2);
      return (w, mask) -> w.setPredicate(d, mask, apply(w.word(a, mask), w.word(b, mask)));
    }
  }

  /** A comparison of wide words. */
  interface PQQ extends LaneOp {
    int apply(long[] a, long[] b);

    @Override
    default Instruction bind(Operands o) {
      o.count(3);
      int d = o.predicate(0);
      int a = o.wide(1);
      int b = o.wide(2);
      return (w, mask) -> w.setPredicate(d, mask, apply(w.wide(a, mask), w.wide(b, mask)));
    }
  }

  /** Logic of predicates. */
  interface PPP extends LaneOp {
    int apply(int a, int b);

    @Override
    default Instruction bind(Operands o) {
      o.count(3);
      int d = o.predicate(0);
      int a = o.predicate(1);
      int b = o.predicate(2);
      return (w, mask) ->
          w.setPredicate(d, mask, apply(w.predicate(a, mask), w.predicate(b, mask)));
    }
  }

  /** A function of one predicate. */
  interface PP extends LaneOp {
    int apply(int a);

    @Override
    default Instruction bind(Operands o) {
      o.count(2);
      int d = o.predicate(0);
      int a = o.predicate(1);
      return (w, mask) -> w.setPredicate(d, mask, apply(w.predicate(a, mask)));
    }
  }
}
