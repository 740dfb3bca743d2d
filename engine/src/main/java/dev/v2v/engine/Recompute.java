package dev.v2v.engine;

import java.util.function.UnaryOperator;

/**
 * Trades time for memory: of a part of a network only input and output are kept, and backward
 * computes what lies between once more. Reference: Chen et al. 2016, Training Deep Nets with
 * Sublinear Memory Cost.
 *
 * <p>The part must be a function of its input and of leaves, parameters for instance, whose
 * gradients add up as if it had been recorded. It must give the same result both times: nothing in
 * it may draw random numbers, and what a layer does beside computing, such as moving running
 * statistics, it must leave out while {@link #isRepeating}. Single-thread.
 */
public final class Recompute {
  private static final Segment SEGMENT = new Segment();
  private static final ThreadLocal<Integer> DEPTH = ThreadLocal.withInitial(() -> 0);

  private Recompute() {}

  /**
   * The value of {@code part} for {@code x}. Without a tape, or where nothing requires a gradient,
   * this is {@code part} itself.
   */
  public static Tensor recompute(UnaryOperator<Tensor> part, Tensor x) {
    Tape outer = Tape.recording();
    if (outer == null) {
      return part.apply(x);
    }
    boolean needed;
    Tensor y;
    // A tape of its own, thrown away: layers compute as in the repetition, to the same bits, and it
    // turns out whether the result needs a gradient.
    try (DeviceScope scope = x.backend().scope("recompute");
        Tape discarded = Tape.open()) {
      Tensor result = part.apply(x);
      needed = result.requiresGrad();
      y = result.share();
    }
    y.moveTo(DeviceScope.innermost());
    if (needed) {
      OpContext<UnaryOperator<Tensor>> ctx =
          new OpContext<>(
              SEGMENT,
              part,
              x.backend(),
              new TensorSpec[] {x.spec()},
              new TensorSpec[] {y.spec()},
              new boolean[] {x.requiresGrad()});
      ctx.keep(x); // even if it needs no gradient itself: the parameters inside do
      outer.record(ctx, new Tensor[] {x}, new Tensor[] {y});
    }
    return y;
  }

  /** Whether this thread computes a part for the second time. */
  public static boolean isRepeating() {
    return DEPTH.get() > 0;
  }

  /** A part on the tape. */
  private static final class Segment implements Op<UnaryOperator<Tensor>> {
    private static final Kernel.Key<UnaryOperator<Tensor>> KEY = Kernel.key("recompute");

    @Override
    public Kernel.Key<UnaryOperator<Tensor>> key() {
      return KEY;
    }

    @Override
    public TensorSpec[] infer(UnaryOperator<Tensor> part, TensorSpec... in) {
      throw new UnsupportedOperationException("recompute: its shape is known after computing it");
    }

    @Override
    public Tensor[] backward(OpContext<UnaryOperator<Tensor>> ctx, Tensor... gradOut) {
      DEPTH.set(DEPTH.get() + 1);
      try (Tape tape = Tape.open()) {
        Tensor x = ctx.saved(0).detach().requireGrad(ctx.needsGrad(0));
        tape.backward(ctx.params().apply(x), gradOut[0]);
        return new Tensor[] {x.grad()};
      } finally {
        DEPTH.set(DEPTH.get() - 1);
      }
    }
  }
}
