package dev.v2v.engine;

/**
 * Is told of the operators that run on a thread, each after it ran and before the next: to look at
 * a whole model's results, or to compare two devices operator by operator. What it does to a result
 * in place, all that follows sees.
 *
 * <pre>{@code
 * try (OpListener.Listening open = OpListener.open(listener)) {
 *   model.forward(x);
 * }
 * }</pre>
 */
public interface OpListener {
  /**
   * An operator ran.
   *
   * @param in its inputs, {@code null} where absent
   */
  default void forward(OpContext<?> ctx, Tensor[] in, Tensor[] out) {}

  /**
   * The backward pass of an operator ran.
   *
   * @param gradOut {@code null} for outputs that carry none
   * @param gradIn {@code null} where nobody asked
   */
  default void backward(OpContext<?> ctx, Tensor[] gradOut, Tensor[] gradIn) {}

  /** Until it is closed, a listener is told. */
  interface Listening extends AutoCloseable {
    @Override
    void close();
  }

  /** Tells {@code listener} of the operators on this thread, after those that listen already. */
  static Listening open(OpListener listener) {
    return OpListeners.add(listener);
  }
}
