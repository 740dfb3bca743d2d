package dev.v2v.nn;

import dev.v2v.engine.Recompute;
import dev.v2v.engine.Tensor;
import java.util.function.UnaryOperator;

/** A module that maps one tensor to one tensor, so that it can stand in a sequence. */
public abstract class Layer extends Module {
  private boolean recomputed;

  /** Output for {@code x}; each layer states its shapes. */
  public abstract Tensor forward(Tensor x);

  /**
   * {@link #forward} as a part of a larger network: what backward needs of it is kept, or computed
   * once more if {@link #recompute} says so. The bits are the same.
   */
  public final Tensor run(Tensor x) {
    return run(this::forward, x);
  }

  /** {@link #run(Tensor)} for a layer that has another {@code forward} besides. */
  protected final Tensor run(UnaryOperator<Tensor> forward, Tensor x) {
    return recomputed ? Recompute.recompute(forward, x) : forward.apply(x);
  }

  /** Whether {@link #run} keeps nothing but input and output for backward: less memory, slower. */
  public final void recompute(boolean on) {
    recomputed = on;
  }
}
