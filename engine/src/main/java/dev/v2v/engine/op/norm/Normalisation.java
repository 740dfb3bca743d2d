package dev.v2v.engine.op.norm;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.elementwise.Unary;
import dev.v2v.engine.op.internal.Require;

/**
 * The constants of a normalisation.
 *
 * @param activation applied to the result; {@link Activation#NONE} where the operator has no such
 *     form
 */
public record Normalisation(double eps, VarianceRule rule, Activation activation) {
  /** Without activation. */
  public Normalisation(double eps, VarianceRule rule) {
    this(eps, rule, Activation.NONE);
  }

  /** {@code y = (x - mean) * inverseStd(variance)}, before gamma and beta. */
  public double inverseStd(double variance) {
    return rule.inverseStd(variance, eps);
  }

  /** The checks that all normalisations share; gamma and beta are both there or both absent. */
  void check(String op, TensorSpec x, TensorSpec gamma, TensorSpec beta) {
    if (x.shape().rank() < 1) {
      throw new ShapeException(op + ": x must be (..., C), got " + x.shape());
    }
    Require.floating(op, "x", x);
    Require.positive(op, "eps", eps);
    checkActivation(op);
    if ((gamma == null) != (beta == null)) {
      throw new IllegalArgumentException(
          op + ": gamma and beta must come together, got gamma " + gamma + ", beta " + beta);
    }
    if (gamma != null) {
      Shape channels = Shape.of(x.shape().dim(-1));
      Require.spec(op, "gamma", gamma, channels, x.dtype().accumulator());
      Require.spec(op, "beta", beta, channels, x.dtype().accumulator());
    }
  }

  /** Kernels compute these, and their derivatives from the input as well as from the output. */
  private void checkActivation(String op) {
    if (activation.isNone()) {
      return;
    }
    Unary.Params f = activation.unary();
    boolean ok =
        switch (f.function()) {
          case RELU, SIGMOID, TANH -> true;
          case LEAKY_RELU -> f.a() > 0;
          default -> false;
        };
    if (!ok) {
      throw new IllegalArgumentException(
          op
              + ": activation must be ReLU, leaky ReLU of positive slope, sigmoid or tanh, got "
              + f);
    }
  }

  /**
   * Saves for {@link #gradients} of operators with statistics: x, gamma, mean, variance. Beside an
   * activation also beta and y, either of which tells its derivative.
   */
  static void save(OpContext<Normalisation> ctx, Tensor[] in, Tensor[] out) {
    boolean plain = ctx.params().activation().isNone();
    ctx.save(in[0], in[1], out[1], out[2], plain ? null : in[2], plain ? null : out[0]);
  }

  /** Launches {@code backward} on what {@link #save} kept: gradients of x, gamma and beta. */
  static Tensor[] gradients(
      OpContext<Normalisation> ctx, Kernel.Key<Normalisation> backward, Tensor gradOut) {
    Tensor[] grads = ctx.allocateGrads(3);
    Tensor[] in = new Tensor[7];
    in[0] = gradOut;
    for (int i = 1; i < in.length; i++) {
      in[i] = ctx.saved(i - 1);
    }
    ctx.launch(backward, in, grads);
    return grads;
  }
}
