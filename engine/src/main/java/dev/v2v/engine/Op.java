package dev.v2v.engine;

/**
 * An operator: shape inference, forward and backward side by side. Implementations are stateless
 * singletons; their parameters are a record and every default is written at the call.
 *
 * <p>{@code infer} makes all checks, before anything is allocated. The default {@code forward}
 * allocates what was inferred and launches the kernel named like the operator.
 *
 * @param <P> parameter record
 */
public interface Op<P> {
  /** Name of the operator and of its forward kernel, {@code grid_sample} for instance. */
  Kernel.Key<P> key();

  /**
   * Shapes and types of the outputs. Entries of {@code in} are {@code null} for absent optional
   * inputs.
   *
   * @throws ShapeException if shapes break a rule
   * @throws DTypeException if element types break a rule
   */
  TensorSpec[] infer(P params, TensorSpec... in);

  /** Computes the outputs and saves what {@code backward} needs. */
  default Tensor[] forward(OpContext<P> ctx, Tensor... in) {
    Tensor[] out = ctx.allocateOutputs();
    ctx.launch(key(), in, out);
    return out;
  }

  /**
   * Gradients with respect to the inputs; {@code null} where {@link OpContext#needsGrad} says that
   * nobody asked. An operator that is not differentiable keeps this default.
   */
  default Tensor[] backward(OpContext<P> ctx, Tensor... gradOut) {
    throw new UnsupportedOperationException(key() + " has no gradient");
  }

  /** Whether outputs of this operator can require a gradient. */
  default boolean differentiable() {
    return true;
  }

  /**
   * Whether a gradient flows back through output {@code i}. Statistics beside the result do not
   * carry one: their entry in {@code gradOut} is {@code null}.
   */
  default boolean carriesGradient(int i) {
    return true;
  }

  /** Runs the operator, and records it if a tape is open and an input requires a gradient. */
  default Tensor[] apply(P params, Tensor... in) {
    return OpRunner.run(this, params, in);
  }

  /** Runs an operator that has no inputs and one output on {@code backend}. */
  default Tensor create(Backend backend, P params) {
    return OpRunner.run(backend, this, params)[0];
  }

  /** {@link #apply} for operators with one output. */
  default Tensor apply1(P params, Tensor... in) {
    return apply(params, in)[0];
  }
}
