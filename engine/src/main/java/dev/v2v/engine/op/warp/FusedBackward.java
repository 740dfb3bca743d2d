package dev.v2v.engine.op.warp;

import dev.v2v.engine.OpContext;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import java.util.function.Function;

/**
 * The gradient of an operator that others put together would be: those are run once more, on a tape
 * of their own, and walked backward. For operators that are fused for inference.
 */
final class FusedBackward {
  private FusedBackward() {}

  /**
   * Gradients of all saved inputs.
   *
   * @param parts the same function of the same inputs, by the operators it fuses
   */
  static Tensor[] of(
      OpContext<?> ctx, Tensor[] gradOut, int inputs, Function<Tensor[], Tensor[]> parts) {
    Tensor[] in = new Tensor[inputs];
    for (int i = 0; i < inputs; i++) {
      Tensor saved = ctx.saved(i);
      in[i] = saved == null ? null : saved.detach().requireGrad(ctx.needsGrad(i));
    }
    try (Tape tape = Tape.open()) {
      tape.backward(parts.apply(in), gradOut);
    }
    Tensor[] grads = new Tensor[inputs];
    for (int i = 0; i < inputs; i++) {
      grads[i] = ctx.needsGrad(i) ? in[i].grad() : null;
    }
    return grads;
  }
}
