package dev.v2v.engine.op.norm;

/** How {@code eps} keeps a vanishing variance from being divided by. */
public enum VarianceRule {
  /** {@code 1 / sqrt(variance + eps)}: the textbook rule. */
  ADD_EPS {
    @Override
    public double inverseStd(double variance, double eps) {
      return 1 / Math.sqrt(variance + eps);
    }

    @Override
    public boolean followsVariance(double variance, double eps) {
      return true;
    }
  },
  /**
   * {@code 1 / sqrt(max(variance, eps))}: synchronised batch norm, which trained FOMM's weights.
   */
  CLAMP {
    @Override
    public double inverseStd(double variance, double eps) {
      return 1 / Math.sqrt(Math.max(variance, eps));
    }

    @Override
    public boolean followsVariance(double variance, double eps) {
      return variance >= eps;
    }
  };

  public abstract double inverseStd(double variance, double eps);

  /** Whether the variance passes a gradient on; a clamped one does not. */
  public abstract boolean followsVariance(double variance, double eps);
}
