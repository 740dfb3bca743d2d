package dev.v2v.nn.optim;

import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.optim.ClipToNorm;
import dev.v2v.engine.op.optim.ClipToValue;
import dev.v2v.engine.op.optim.GradientNorm;
import java.util.List;

/** Bounds gradients between backward and step; takes {@link Optimizer#gradients}. */
public final class GradientClip {
  private GradientClip() {}

  /**
   * Scales all gradients so that their common norm is {@code maxNorm} at most.
   *
   * @return the norm before, a scalar on the device; {@code null} if there are no gradients
   */
  public static Tensor toNorm(GradientNorm.Kind kind, double maxNorm, List<Tensor> gradients) {
    if (gradients.isEmpty()) {
      return null;
    }
    Tensor norm = GradientNorm.gradientNorm(kind, gradients);
    ClipToNorm.clipToNorm(maxNorm, norm, gradients);
    return norm;
  }

  /** Clamps every gradient element to {@code [-limit, limit]}. */
  public static void toValue(double limit, List<Tensor> gradients) {
    if (!gradients.isEmpty()) {
      ClipToValue.clipToValue(limit, gradients);
    }
  }
}
