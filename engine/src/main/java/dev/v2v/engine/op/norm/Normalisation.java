package dev.v2v.engine.op.norm;

import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.internal.Require;

/** The constants of a normalisation. */
public record Normalisation(double eps, VarianceRule rule) {
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
}
