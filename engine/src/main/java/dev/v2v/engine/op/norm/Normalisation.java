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
import dev.v2v.engine.op.resize.Interpolate;
import dev.v2v.engine.op.warp.Interpolation;

/**
 * The constants of a normalisation.
 *
 * @param activation applied to the result; {@link Activation#NONE} where the operator has no such
 *     form
 * @param upsample whether every cell of an image is repeated in a square of four after that
 */
public record Normalisation(
    double eps, VarianceRule rule, Activation activation, boolean upsample) {
  /** At the size of x. */
  public Normalisation(double eps, VarianceRule rule, Activation activation) {
    this(eps, rule, activation, false);
  }

  /** Without activation. */
  public Normalisation(double eps, VarianceRule rule) {
    this(eps, rule, Activation.NONE);
  }

  /** The same at the size of x. */
  public Normalisation unscaled() {
    return new Normalisation(eps, rule, activation);
  }

  /** Shape and type of y. */
  TensorSpec output(String op, TensorSpec x) {
    if (!upsample) {
      return x;
    }
    Require.rank(op, "x", x, 4, "(N, H, W, C)");
    Shape s = x.shape();
    return new TensorSpec(Shape.of(s.dim(0), 2 * s.dim(1), 2 * s.dim(2), s.dim(3)), x.dtype());
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

  /**
   * Launches {@code backward} on what {@link #save} kept: gradients of x, gamma and beta. Gradients
   * of squares of four are added up first: that moves less than to read all four in both passes.
   */
  static Tensor[] gradients(
      OpContext<Normalisation> ctx, Kernel.Key<Normalisation> backward, Tensor gradOut) {
    Tensor[] grads = ctx.allocateGrads(3);
    Tensor[] in = new Tensor[7];
    in[0] = ctx.params().upsample() ? summed(ctx, gradOut) : gradOut;
    for (int i = 1; i < in.length; i++) {
      in[i] = ctx.saved(i - 1);
    }
    ctx.launch(backward, in, grads);
    return grads;
  }

  private static Tensor summed(OpContext<Normalisation> ctx, Tensor gradOut) {
    Tensor sums = ctx.allocate(ctx.input(0));
    Interpolate.Params twice =
        new Interpolate.Params(
            Interpolation.NEAREST, gradOut.dim(1), gradOut.dim(2), 0.5, 0.5, false);
    ctx.launch(Interpolate.BACKWARD, twice, new Tensor[] {gradOut}, new Tensor[] {sums});
    return sums;
  }
}
