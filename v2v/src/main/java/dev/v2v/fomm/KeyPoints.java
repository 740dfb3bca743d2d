package dev.v2v.fomm;

import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Tensor;

/**
 * Key points of a batch of images.
 *
 * @param value {@code (N, K, 2)} as (x, y), each nominally in [-1, 1], float32
 * @param jacobian {@code (N, K, 2, 2)}, {@code null} for a model without Jacobians
 */
public record KeyPoints(Tensor value, Tensor jacobian) {
  /** Number of key points. */
  public int count() {
    return value.dim(1);
  }

  /** These key points without a gradient. */
  public KeyPoints detach() {
    return new KeyPoints(value.detach(), jacobian == null ? null : jacobian.detach());
  }

  /** Moves both tensors one scope outward. */
  KeyPoints keptFrom(DeviceScope scope) {
    scope.keep(value);
    if (jacobian != null) {
      scope.keep(jacobian);
    }
    return this;
  }
}
